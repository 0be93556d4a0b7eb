import * as grafana from "@grafana/grafana-foundation-sdk/units";

/**
 * The unit id by which Grafana shows a UCUM code of `core/units.ts`. Most of Grafana's own units change their prefix with the
 * value (350 mm beside 1.2 m), or have names that nobody here uses (cms); `suffix:` writes the symbol behind the number as it is.
 * Source: grafana/grafana, packages/grafana-data, valueFormats.ts and categories.ts.
 */
const grafanaUnits: Readonly<Record<string, string>> = {
  "1": grafana.NoUnit,
  "%": grafana.Percent,
  "[ppm]": grafana.PartsPerMillion,
  "[ppb]": grafana.PartsPerBillion,
  bool: grafana.NoUnit,
  m: "suffix:m",
  km: "suffix:km",
  dm: "suffix:dm",
  cm: "suffix:cm",
  mm: "suffix:mm",
  m2: "suffix:m²",
  har: "suffix:ha",
  km2: "suffix:km²",
  m3: "suffix:m³",
  L: "suffix:L",
  mL: "suffix:mL",
  "m3/s": "suffix:m³/s",
  "m3/min": "suffix:m³/min",
  "m3/h": "suffix:m³/h",
  "m3/d": "suffix:m³/d",
  "L/s": "suffix:L/s",
  "L/min": "suffix:L/min",
  "L/h": "suffix:L/h",
  "m/s": "suffix:m/s",
  "km/h": "suffix:km/h",
  "mm/h": "suffix:mm/h",
  "mm/d": "suffix:mm/d",
  Pa: "suffix:Pa",
  hPa: "suffix:hPa",
  kPa: "suffix:kPa",
  mbar: "suffix:mbar",
  bar: "suffix:bar",
  "m[H2O]": "suffix:mH₂O",
  K: "suffix:K",
  Cel: grafana.Celsius,
  g: "suffix:g",
  kg: "suffix:kg",
  t: "suffix:t",
  "g/m3": grafana.GramPerCubicMeter,
  "mg/m3": grafana.MilligramPerCubicMeter,
  "ug/m3": grafana.MicrogramPerCubicMeter,
  "mg/L": "suffix:mg/L",
  "S/m": "suffix:S/m",
  "mS/cm": "suffix:mS/cm",
  "uS/cm": "suffix:µS/cm",
  "[pH]": "suffix:pH",
  "{NTU}": "suffix:NTU",
  W: "suffix:W",
  kW: "suffix:kW",
  MW: "suffix:MW",
  "V.A": "suffix:VA",
  "kV.A": "suffix:kVA",
  "{var}": "suffix:var",
  "k{var}": "suffix:kvar",
  J: "suffix:J",
  "W.h": "suffix:Wh",
  "kW.h": "suffix:kWh",
  "MW.h": "suffix:MWh",
  V: "suffix:V",
  mV: "suffix:mV",
  kV: "suffix:kV",
  A: "suffix:A",
  mA: "suffix:mA",
  Ohm: "suffix:Ω",
  kOhm: "suffix:kΩ",
  Hz: "suffix:Hz",
  "/min": "suffix:/min",
  kHz: "suffix:kHz",
  rad: "suffix:rad",
  deg: grafana.Degrees,
  lx: "suffix:lx",
  dB: grafana.Decibel,
  s: grafana.Seconds,
  ms: grafana.Milliseconds,
  min: grafana.Minutes,
  h: grafana.Hours,
  d: grafana.Days,
  "%/s": "suffix:%/s",
  "%/min": "suffix:%/min",
  "W/s": "suffix:W/s",
  "kW/s": "suffix:kW/s",
  "kW/min": "suffix:kW/min",
  By: grafana.BytesSI,
  kBy: grafana.Kilobytes,
  MBy: grafana.Megabytes,
  GBy: grafana.Gigabytes,
  TBy: grafana.Terabytes,
};

/** Units of what is not a measured quantity: a share of one, how long ago, a moment, a length of time, a count. */
export const plainUnits = {
  share: grafana.PercentUnit,
  ago: grafana.DateTimeFromNow,
  moment: grafana.DatetimeISO,
  length: grafana.Milliseconds,
  count: grafana.NoUnit,
} as const;

/** Grafana's unit id for a UCUM code; undefined for a code that is not in `core/units.ts`. */
export function grafanaUnit(code: string): string | undefined {
  return Object.hasOwn(grafanaUnits, code) ? grafanaUnits[code] : undefined;
}

/** Grafana's id for a unit that must be known. */
export function unitOf(code: string): string {
  const unit = grafanaUnit(code);
  if (unit === undefined) throw new Error(`Grafana's unit for ${code} is not known`);
  return unit;
}

/** Whether a panel of a board may carry this unit. */
export function isKnownUnit(unit: string): boolean {
  const known: readonly string[] = [...Object.values(grafanaUnits), ...Object.values(plainUnits)];
  return known.includes(unit);
}
