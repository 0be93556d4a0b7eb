import type { PbfReader } from "pbf";
import { WireFault } from "../wire/bytes.ts";
import { eachField, endOfBytes, readText, readUint64 } from "./fields.ts";
import { propertySetTags, propertyTags } from "./tags.ts";
import type { MetricValue, PropertySet, PropertyValue } from "./types.ts";
import { asDataType } from "./value.ts";

/** Keys and values of a property set do not pair; a quality in it could be anyone's. */
export class PropertyFault extends WireFault {}

/**
 * Reads the property set at the reader, its length first. Throws WireFault.
 * Source: Sparkplug 3.0.0, tck-id-payloads-propertyset-keys-array-size, tck-id-payloads-propertyset-values-array-size.
 */
export function readPropertySet(reader: PbfReader): PropertySet {
  const keys: string[] = [];
  const values: PropertyValue[] = [];
  const start = reader.pos;
  eachField(reader, endOfBytes(reader), (tag) => {
    if (tag === propertySetTags.key) keys.push(readText(reader));
    else if (tag === propertySetTags.value) values.push(readProperty(reader));
  });
  if (keys.length !== values.length) {
    throw new PropertyFault(`${keys.length} property keys for ${values.length} values`, start);
  }
  const set = new Map<string, PropertyValue>();
  for (const [index, key] of keys.entries()) set.set(key, values[index] ?? { value: null });
  return set;
}

function readProperty(reader: PbfReader): PropertyValue {
  const property: { type?: number; value: MetricValue } = { value: null };
  let isNull = false;
  eachField(reader, endOfBytes(reader), (tag) => {
    if (tag === propertyTags.type) property.type = reader.readVarint();
    else if (tag === propertyTags.isNull) isNull = reader.readBoolean();
    else property.value = readPropertyValue(reader, tag) ?? property.value;
  });
  if (isNull) property.value = null;
  if (property.type !== undefined) property.value = asDataType(property.value, property.type);
  return property;
}

/** Undefined, with nothing read, where the field is not a value. Nested sets are not read. */
function readPropertyValue(reader: PbfReader, tag: number): MetricValue | undefined {
  switch (tag) {
    case propertyTags.int:
    case propertyTags.long:
      return readUint64(reader);
    case propertyTags.float:
      return reader.readFloat();
    case propertyTags.double:
      return reader.readDouble();
    case propertyTags.boolean:
      return reader.readBoolean();
    case propertyTags.string:
      return readText(reader);
    case propertyTags.set:
      return { unsupported: "PropertySet" };
    case propertyTags.setList:
      return { unsupported: "PropertySetList" };
    default:
      return undefined;
  }
}
