import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { asksRebirth, bdSeqOf } from "../../core/sparkplug/certificates.ts";
import { ReadingBuffer } from "../../core/sparkplug/columns.ts";
import { decodePayload } from "../../core/sparkplug/decode.ts";
import { DataDecoder } from "../../core/sparkplug/decode-data.ts";
import { encodePayload } from "../../core/sparkplug/encode.ts";
import { peekSeq } from "../../core/sparkplug/peek.ts";
import { parseTopic } from "../../core/sparkplug/topics.ts";
import { dataTypes, type Metric, type MetricValue, type Payload } from "../../core/sparkplug/types.ts";
import { BirthIndex } from "../support/birth-index.ts";

const directory = join(process.env["HOMEOSTAT_DATA"] ?? "../shared/data", "captures/sparkplug");
const read = (name: string): unknown => JSON.parse(readFileSync(join(directory, name), "utf8"));

interface Golden {
  readonly name: string;
  readonly topic: string;
  readonly hex: string;
  readonly decoded: {
    seq?: number;
    bdSeq?: number;
    metrics?: Record<string, unknown>;
    historical?: [number, number][];
  };
}

const golden = (read("golden-payloads.json") as { payloads: readonly Golden[] }).payloads;
const bytesOf = (name: string) =>
  Uint8Array.from(Buffer.from(golden.find((one) => one.name.includes(name))?.hex ?? "", "hex"));

function payloadOf(bytes: Uint8Array): Payload {
  const payload = decodePayload(bytes);
  if (!payload.ok) throw new Error(payload.error.detail);
  return payload.value;
}

/** A value as the golden file spells it: bytes in hex, the two 64-bit integers as text. */
function spelled(name: string, value: MetricValue): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  return name === "int64" || name === "uint64" ? String(value as number | bigint) : value;
}

/** What the births of the golden file say of the aliases whose data it has. */
const typeOfAlias: Readonly<Record<number, number>> = {
  2: dataTypes.UInt64,
  10: dataTypes.Double,
  11: dataTypes.Float,
};

describe("golden payloads of protoc", () => {
  it.each(golden)("$name: sequence, topic and values are read", ({ topic, hex, decoded }) => {
    const bytes = Buffer.from(hex, "hex");
    const payload = payloadOf(bytes);
    expect(parseTopic(topic)).toBeDefined();
    expect(peekSeq(bytes)).toBe(payload.seq);
    if (decoded.seq !== undefined) expect(payload.seq).toBe(decoded.seq);
    if (decoded.bdSeq !== undefined) expect(bdSeqOf(payload)).toBe(decoded.bdSeq);
    if (decoded.metrics === undefined) return;
    const values = payload.metrics.map(({ name = "", alias, value }) => {
      return [name === "" ? `alias ${alias}` : name, spelled(name, value)];
    });
    expect(values).toEqual(Object.entries(decoded.metrics));
  });

  it.each(golden.filter(({ name }) => !/arrays|DataSet/.test(name)))(
    "$name: is written back byte for byte",
    ({ hex }) => {
      const payload = payloadOf(Buffer.from(hex, "hex"));
      const datatypes = payload.metrics.every(({ datatype }) => datatype !== undefined);
      const metrics = payload.metrics.map((metric): Metric => {
        const known = metric.datatype ?? typeOfAlias[Number(metric.alias)];
        return known === undefined ? metric : { ...metric, datatype: known };
      });
      expect(Buffer.from(encodePayload({ ...payload, metrics }, { datatypes })).toString("hex")).toBe(hex);
    },
  );

  it("has properties of the level, the historical pair and the rebirth request", () => {
    const level = payloadOf(bytesOf("all basic types")).metrics[0];
    expect([...(level?.properties ?? [])].map(([key, { value }]) => [key, value])).toEqual([
      ["engUnit", "m NAP"],
      ["Quality", 192],
    ]);
    const historical = payloadOf(bytesOf("historical")).metrics;
    expect(historical.map(({ timestamp, value, isHistorical }) => [timestamp, value, isHistorical])).toEqual([
      [1772359140000, -0.3, true],
      [1772359141000, -0.299, true],
    ]);
    expect(asksRebirth(payloadOf(bytesOf("NCMD rebirth")))).toBe(true);
  });

  it("keeps arrays, data sets and templates apart as unsupported, with the metrics around them", () => {
    for (const name of ["arrays", "DataSet"]) {
      for (const { value } of payloadOf(bytesOf(name)).metrics) expect(value).toHaveProperty("unsupported");
    }
  });

  it("is refused or read, but never thrown at, wherever it is cut", () => {
    for (const { hex } of golden) {
      const bytes = Buffer.from(hex, "hex");
      for (let length = 0; length < bytes.length; length++) decodePayload(bytes.subarray(0, length));
    }
  });

  it("is read the same by the fast decoder once the birth is known", () => {
    const birth = payloadOf(bytesOf("all basic types"));
    const names = birth.metrics.map(({ name }) => name ?? "");
    const index = new BirthIndex((name) => names.indexOf(name));
    index.learn(birth.metrics);
    const decoder = new DataDecoder(index);
    const out = new ReadingBuffer();
    for (const name of ["alias only", "STALE", "historical"]) {
      out.clear();
      const payload = payloadOf(bytesOf(name));
      const head = decoder.decode(bytesOf(name), out);
      expect(head).toMatchObject({ ok: true, value: { seq: payload.seq, rows: payload.metrics.length, skipped: 0 } });
      const rows = payload.metrics.map((_, row) => [out.measuredAt[row], out.value[row]]);
      expect(rows).toEqual(payload.metrics.map(({ timestamp, value }) => [timestamp, value ?? Number.NaN]));
    }
    decoder.decode(bytesOf("STALE"), out);
    expect([out.quality[out.length - 1], out.texts[out.reason[out.length - 1] ?? -1]]).toEqual([0, "stale"]);
    out.clear();
    decoder.decode(bytesOf("all basic types"), out);
    const read = Object.fromEntries(
      Array.from({ length: out.length }, (_, row) => [names[out.series[row] ?? -1], out.value[row]]),
    );
    expect(read).toMatchObject({ int8: -5, int16: -32768, int32: -1, uint32: 4e9, bool: 1, int64: -1234567890123 });
    expect(read).not.toHaveProperty("text");
  });
});

describe("docs/protocols/sparkplug.md", () => {
  const ids = (text: string) => new Set(text.match(/tck-id-[a-z0-9-]+[a-z0-9]/gi) ?? []);
  const known = new Set((read("assertions.json") as readonly { id: string }[]).map(({ id }) => id));
  const sources = readdirSync("core/sparkplug").filter((name) => name.endsWith(".ts"));
  const inTests = sources.filter((name) => name.endsWith(".test.ts"));
  const textOf = (names: readonly string[]) =>
    names.map((name) => readFileSync(join("core/sparkplug", name), "utf8")).join();

  it("lists exactly the clauses that test names claim", () => {
    const listed = ids(readFileSync("docs/protocols/sparkplug.md", "utf8"));
    expect([...listed].toSorted()).toEqual([...ids(textOf(inTests))].toSorted());
  });

  it("and the code name only clauses that exist", () => {
    for (const id of ids(textOf(sources))) expect(known).toContain(id);
  });
});
