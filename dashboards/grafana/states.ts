import { MappingType, SpecialValueMatch, type ValueMapping } from "@grafana/grafana-foundation-sdk/dashboard";
import { qualityCode } from "../../core/quality.ts";
import type { AlarmStateName, Priority } from "../../core/wire/alarm-words.ts";
import type { Say, Text } from "./language.ts";
import { colours } from "./palette.ts";

/** How a state is told: its word, and its shape and colour, so that none of the three stands alone. */
export interface Look {
  readonly shape: string;
  readonly word: Text;
  readonly color: string;
}

const good: Look = { shape: "●", word: { en: "good", nl: "goed" }, color: colours.blue };
const uncertain: Look = { shape: "▲", word: { en: "uncertain", nl: "onzeker" }, color: colours.orange };
const bad: Look = { shape: "✖", word: { en: "bad", nl: "slecht" }, color: colours.vermillion };
const inside: Look = { shape: "●", word: { en: "inside", nl: "binnen" }, color: colours.blue };
const outside: Look = { shape: "▲", word: { en: "outside", nl: "buiten" }, color: colours.vermillion };
const known: Look = { shape: "●", word: { en: "all known", nl: "alles bekend" }, color: colours.blue };
const unknown: Look = { shape: "◌", word: { en: "unknown", nl: "onbekend" }, color: colours.orange };
const arriving: Look = { shape: "■", word: { en: "values", nl: "waarden" }, color: colours.sky };
const nothing: Look = { shape: "□", word: { en: "none", nl: "geen" }, color: colours.grey };

const region: Look = { shape: "◇", word: { en: "region", nl: "regio" }, color: colours.green };

const alarmLooks: Readonly<Record<AlarmStateName | "shelved", Look>> = {
  normal: { shape: "●", word: { en: "normal", nl: "normaal" }, color: colours.blue },
  unacknowledged: { shape: "▲", word: { en: "unacknowledged", nl: "onbevestigd" }, color: colours.vermillion },
  acknowledged: { shape: "◆", word: { en: "acknowledged", nl: "bevestigd" }, color: colours.orange },
  rtnUnacknowledged: {
    shape: "△",
    word: { en: "returned, unacknowledged", nl: "hersteld, onbevestigd" },
    color: colours.purple,
  },
  latchedUnacknowledged: {
    shape: "▼",
    word: { en: "latched, unacknowledged", nl: "vastgehouden, onbevestigd" },
    color: colours.vermillion,
  },
  latchedAcknowledged: {
    shape: "▽",
    word: { en: "latched, acknowledged", nl: "vastgehouden, bevestigd" },
    color: colours.orange,
  },
  shelved: { shape: "◌", word: { en: "shelved", nl: "opzijgezet" }, color: colours.grey },
};

const priorityLooks: Readonly<Record<Priority, Look>> = {
  critical: { shape: "▲▲▲", word: { en: "critical", nl: "kritiek" }, color: colours.vermillion },
  high: { shape: "▲▲", word: { en: "high", nl: "hoog" }, color: colours.orange },
  medium: { shape: "▲", word: { en: "medium", nl: "midden" }, color: colours.sky },
  low: { shape: "△", word: { en: "low", nl: "laag" }, color: colours.grey },
};

/** Who decides over an actuator, the highest first. Source: `layers` of rules/engine. */
const layerLooks: Readonly<Record<string, Look>> = {
  lock: { shape: "✖", word: { en: "locked", nl: "op slot" }, color: colours.vermillion },
  interlock: { shape: "■", word: { en: "interlock", nl: "vergrendeling" }, color: colours.vermillion },
  protection: { shape: "▲", word: { en: "protection", nl: "beveiliging" }, color: colours.orange },
  override: { shape: "◆", word: { en: "operator", nl: "bediening" }, color: colours.purple },
  region,
  homeostasis: { shape: "●", word: { en: "by itself", nl: "vanzelf" }, color: colours.blue },
  exercise: { shape: "○", word: { en: "exercise", nl: "proefloop" }, color: colours.sky },
};

/** Value mappings for one language: each value to shape, word and colour. */
export function mappingsIn(say: Say) {
  const shown = ({ shape, word, color }: Look, index: number) => ({ text: `${shape} ${say(word)}`, color, index });
  const values = (looks: Readonly<Record<string, Look>>): ValueMapping => ({
    type: MappingType.ValueToText,
    options: Object.fromEntries(Object.entries(looks).map(([value, look], index) => [value, shown(look, index)])),
  });
  const from = (least: number, look: Look, index: number): ValueMapping => ({
    type: MappingType.RangeToText,
    options: { from: least, to: null, result: shown(look, index) },
  });
  const absent = (look: Look, index: number): ValueMapping => ({
    type: MappingType.SpecialValue,
    options: { match: SpecialValueMatch.Null, result: shown(look, index) },
  });
  const byCode = { [qualityCode.good]: good, [qualityCode.uncertain]: uncertain, [qualityCode.bad]: bad };
  return {
    /** A stored quality code as it was said. */
    said: [values(byCode)],
    /** The latest quality said of a variable whose values arrive: where nothing was said, it is good. */
    quality: [values(byCode), absent(good, 3)],
    /** How many values arrived. */
    arriving: [values({ 0: nothing }), from(1, arriving, 1)],
    /** The share of variables outside their viable range. */
    outside: [values({ 0: inside }), from(1e-9, outside, 1)],
    /** The share of variables that nothing is known of. */
    unknown: [values({ 0: known }), from(1e-9, unknown, 1)],
    alarm: [values(alarmLooks)],
    priority: [values(priorityLooks)],
    layer: [values(layerLooks)],
    /** A site; the region itself is told by its shape and word. */
    site: [values({ "-": region })],
  } satisfies Record<string, readonly ValueMapping[]>;
}

/** What `mappingsIn` gives. */
export type Mappings = ReturnType<typeof mappingsIn>;
