import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodePayload } from "../../core/sparkplug/encode.ts";
import { remarkProperties } from "../../core/sparkplug/quality.ts";
import { topicOf } from "../../core/sparkplug/topics.ts";
import { dataTypes, type Metric } from "../../core/sparkplug/types.ts";
import { LiveDecoder } from "./sparkplug.ts";

const edge = { group: "lage-landen", edgeNode: "oost" };
const data = (...metrics: Metric[]) => encodePayload({ timestamp: 9, seq: 1, metrics });

describe("the live decoder", () => {
  it("reads values by name, with quality and reasons", () => {
    const properties = remarkProperties({ quality: "uncertain", reasons: ["rate"], origin: "measured" });
    const metric: Metric = {
      name: "level",
      timestamp: 5,
      datatype: dataTypes.Double,
      value: -2.1,
      ...(properties && { properties }),
    };
    expect(new LiveDecoder().decode(topicOf("DDATA", edge, "site"), data(metric))).toEqual({
      site: "oost",
      online: true,
      values: [{ path: "site/level", value: -2.1, quality: "uncertain", reasons: ["rate"], measuredAt: 5 }],
    });
  });

  it("learns aliases from births", () => {
    const decoder = new LiveDecoder();
    const birth: Metric = { name: "running", alias: 7, timestamp: 1, datatype: dataTypes.Boolean, value: false };
    decoder.decode(topicOf("DBIRTH", edge, "vfd-1"), data(birth));
    const decoded = decoder.decode(topicOf("DDATA", edge, "vfd-1"), data({ alias: 7, timestamp: 2, value: true }));
    expect(decoded?.values).toMatchObject([{ path: "vfd-1/running", value: 1 }]);
  });

  it("shows no value for what a birth lists as never read, and none for control metrics", () => {
    const never: Metric = { name: "level", timestamp: 1, datatype: dataTypes.Double, value: null };
    const control: Metric = { name: "bdSeq", timestamp: 1, datatype: dataTypes.Int64, value: 3 };
    expect(new LiveDecoder().decode(topicOf("NBIRTH", edge), data(never, control))?.values).toEqual([]);
  });

  it("ends a site with its death", () => {
    expect(new LiveDecoder().decode(topicOf("NDEATH", edge), data())).toEqual({
      site: "oost",
      online: false,
      values: [],
    });
  });

  it("reads nothing from commands, other topics and garbage, and never throws", () => {
    const decoder = new LiveDecoder();
    expect(decoder.decode(topicOf("DCMD", edge, "vfd-1"), data())).toBeUndefined();
    fc.assert(
      fc.property(fc.string(), fc.uint8Array({ maxLength: 100 }), (topic, bytes) => {
        decoder.decode(topic, bytes);
        decoder.decode(topicOf("DDATA", edge, "x"), bytes);
      }),
    );
  });
});
