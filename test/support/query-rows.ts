import { seededRng } from "../../core/sim/rng.ts";
import type { MeasuredRow } from "./influxd.ts";

const start = Date.parse("2025-09-10T21:00:00Z");
const minute = 60_000;

/**
 * Rows of our own for comparing stores: six series of readings over three days with holes, bad rows that carry only quality
 * and reason, uncertain and manual ones, repeated values, one off the whole minute; and some rows of every other measurement.
 * With `sharedMoments` several series measure at the same moments. Values are dyadic fractions, so sums are exact.
 */
export function ownRows(seed: number, sharedMoments: boolean): readonly MeasuredRow[] {
  const rng = seededRng(seed);
  const series = [
    { site: "mill", device: "gauge-1", variable: "level", step: 15 * minute, shift: 0, commons: "water" },
    { site: "mill", device: "gauge-2", variable: "level", step: 15 * minute, shift: 0, commons: "water" },
    { site: "mill", device: "pump-1", variable: "speed", step: 7 * minute, shift: 1_234, commons: "water" },
    { site: "quay", device: "gauge-1", variable: "level", step: 5 * minute, shift: 0, commons: "water" },
    { site: "quay", device: "meter", variable: "power", step: 11 * minute, shift: 999, commons: "energy" },
    { site: "barn", device: "sensor", variable: "co2", step: 60 * minute, shift: 30 * minute, commons: "air" },
  ];
  const rows: MeasuredRow[] = [];
  for (const [index, { step, shift, ...tags }] of series.entries()) {
    let value = 64;
    for (let time = start + shift + (sharedMoments ? 0 : index); time < start + 3 * 1440 * minute; time += step) {
      if (rng.next() < 0.15) time += step * Math.floor(rng.next() * 20);
      if (rng.next() < 0.6) value += Math.round((rng.next() - 0.5) * 64) / 8;
      rows.push({ time, tags: { region: "vale", ...tags }, fields: fieldsOf(value, time, rng.next()) });
    }
  }
  return [...rows, ...events(rng.next.bind(rng))];
}

function fieldsOf(value: number, time: number, chance: number): MeasuredRow["fields"] {
  if (chance < 0.08) return { quality: 0, reason: chance < 0.04 ? "comms" : "flatline,stale" };
  if (chance < 0.16) return { value, quality: 64, reason: "rate" };
  if (chance < 0.2) return { value, quality: 192, origin: "manual", received: time + 5_000 };
  return { value };
}

function events(random: () => number): readonly MeasuredRow[] {
  const rows: MeasuredRow[] = [];
  const either = <A, B>(share: number, one: A, other: B): A | B => (random() < share ? one : other);
  for (let index = 0; index < 60; index += 1) {
    const time = start + Math.floor(random() * 3 * 1440) * minute + index;
    const site = either(0.5, "mill", "quay");
    const place = { region: "vale", site, device: "gauge-1", variable: "level" };
    rows.push({
      measurement: "alarm",
      time,
      tags: { ...place, condition: either(0.5, "level-hi", "level-lo"), priority: "high" },
      fields: {
        state: "unacknowledged",
        actor: either(0.3, "anna", null),
        note: index === 0 ? 'a "note"' : null,
        body: "{}",
      },
    });
    rows.push({
      measurement: "decision",
      time,
      tags: { region: "vale", site, actuator: either(0.5, "pump-1", "") },
      fields: {
        value: Math.floor(random() * 100) / 4,
        layer: "homeostasis",
        reason: "level above target",
        rule_version: "1",
        inputs: "[]",
        body: "{}",
      },
    });
    rows.push({
      measurement: "gap",
      time,
      tags: place,
      fields: {
        start_at: time,
        end_at: time + 1,
        count: index,
        reason: "drop-oldest",
        estimated: random() < 0.5,
        body: "{}",
      },
    });
    rows.push({
      measurement: "range",
      time,
      tags: place,
      fields: {
        viable_low: -1,
        viable_high: 2.5,
        healthy_low: 0,
        healthy_high: 1.5,
        target: 0.75,
        version: `v${index % 3}`,
      },
    });
    rows.push({
      measurement: "alarm_span",
      time,
      tags: { ...place, condition: either(0.5, "level-hi", "level-lo"), priority: "high" },
      fields: { end_at: time + index * minute, length: index * minute },
    });
    rows.push({
      measurement: "viability",
      time,
      tags: { region: "vale", site, commons: either(0.5, "water", "air") },
      fields: {
        outside: Math.floor(random() * 9) / 8,
        unknown: either(0.2, 0.125, 0),
        worst: either(0.1, null, Math.floor(random() * 64) / 32 - 1),
        body: "{}",
      },
    });
  }
  return rows;
}
