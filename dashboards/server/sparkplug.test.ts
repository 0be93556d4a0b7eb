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

  it("forgets a site's aliases when its node is born again, and no other's", () => {
    const decoder = new LiveDecoder();
    const birth: Metric = { name: "running", alias: 7, timestamp: 1, datatype: dataTypes.Boolean, value: false };
    const other = { ...edge, edgeNode: "west" };
    for (const node of [edge, other]) decoder.decode(topicOf("DBIRTH", node, "vfd-1"), data(birth));
    decoder.decode(topicOf("NBIRTH", edge), data());
    const later = data({ alias: 7, timestamp: 2, value: true });
    expect(decoder.decode(topicOf("DDATA", edge, "vfd-1"), later)?.values).toEqual([]);
    expect(decoder.decode(topicOf("DDATA", other, "vfd-1"), later)?.values).toHaveLength(1);
  });

  it("reads our own gateways' aliases by the definition a message names, whatever birth was missed", () => {
    const decoder = new LiveDecoder();
    const hash = "fedcba9876543210";
    const variable = {
      device: "vfd-1",
      variable: "running",
      type: "Boolean",
      unit: "bool",
      commons: "water",
      alias: 7,
    } as const;
    decoder.learn("oost", hash, { site: "oost", variables: [variable] });
    const counts = { firstSeq: 0, count: 1, lane: "live", measured: 1, folded: 0, superseded: 0 } as const;
    const numbered = (definition: string) =>
      encodePayload({
        timestamp: 9,
        seq: 1,
        metrics: [{ alias: 7, timestamp: 2, value: true }],
        identity: { boot: { counter: 1, salt: "0".repeat(16) }, definition, ...counts },
      });
    const read = (definition: string) => decoder.decode(topicOf("DDATA", edge, "vfd-1"), numbered(definition))?.values;
    expect(read(hash)).toMatchObject([{ path: "vfd-1/running", value: 1 }]);
    expect(read("0".repeat(16))).toEqual([]);
  });

  it("shows no value for what a birth lists as never read, and none for control metrics", () => {
    const never: Metric = { name: "level", timestamp: 1, datatype: dataTypes.Double, value: null };
    const control: Metric = { name: "bdSeq", timestamp: 1, datatype: dataTypes.Int64, value: 3 };
    expect(new LiveDecoder().decode(topicOf("NBIRTH", edge), data(never, control))?.values).toEqual([]);
  });

  it("tells of a reading that has no value, with the reason why", () => {
    const properties = remarkProperties({ quality: "bad", reasons: ["comms"], origin: "measured" });
    const bad: Metric = {
      ...{ name: "level", timestamp: 5, datatype: dataTypes.Double, value: null },
      ...(properties && { properties }),
    };
    expect(new LiveDecoder().decode(topicOf("DDATA", edge, "site"), data(bad))?.values).toEqual([
      { path: "site/level", value: null, quality: "bad", reasons: ["comms"], measuredAt: 5 },
    ]);
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
