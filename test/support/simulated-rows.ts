import { type FieldType, type Measurement, type MeasurementName, measurements } from "../../ingest/measurements.ts";
import type { Cell } from "../../ingest/query/table.ts";
import type { MeasuredRow } from "./influxd.ts";
import { SimPolder } from "./sim-polder.ts";

const names = Object.keys(measurements) as MeasurementName[];
const some: Readonly<Record<FieldType, Cell>> = { float: 0.5, integer: 1, string: "some", boolean: true };

/** InfluxDB lists only fields that were written once: one row of another site carries them all. */
function everyField(measurement: MeasurementName, time: number): MeasuredRow {
  const { tags, fields }: Measurement = measurements[measurement];
  return {
    measurement,
    time,
    tags: Object.fromEntries(tags.map((tag) => [tag, tag === "region" ? "elsewhere" : "desk"])),
    fields: Object.fromEntries(Object.entries(fields).map(([field, type]) => [field, some[type]])),
  };
}

/** What a simulated polder stores of every measurement in so long, with a crash of its gateway and a mains failure. */
export async function simulatedRows(seed: number, length: number): Promise<readonly MeasuredRow[]> {
  const polder = new SimPolder(seed);
  const begin = polder.scheduler.now;
  await polder.during(polder.begin());
  await polder.pass(length / 4);
  polder.world.fault("io", { kind: "mains", until: polder.scheduler.now + 60_000 });
  await polder.pass(length / 4);
  await polder.endGateway("kill");
  await polder.startGateway();
  await polder.pass(length / 2);
  return names.flatMap((measurement) => [
    everyField(measurement, begin + 1),
    ...polder.content.rows(measurement).map((row) => ({ measurement, ...row })),
  ]);
}
