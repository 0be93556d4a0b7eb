/** One unit: its UCUM code, the dimension it measures, and how it converts to that dimension's base unit. */
export interface Unit {
  readonly code: string;
  readonly dimension: string;
  /** Base value = value x factor + offset. */
  readonly factor: number;
  readonly offset: number;
}

type Row = readonly [code: string, factor: number, offset?: number];

/**
 * The units homeostat speaks, by dimension; the first of each is the base.
 * Source: UCUM, The Unified Code for Units of Measure, version 2.2, tables 1-4 (codes and factors).
 */
const table: Readonly<Record<string, readonly Row[]>> = {
  number: [
    ["1", 1],
    ["%", 0.01],
    ["[ppm]", 1e-6],
    ["[ppb]", 1e-9],
  ],
  contact: [["bool", 1]],
  length: [
    ["m", 1],
    ["km", 1000],
    ["dm", 0.1],
    ["cm", 0.01],
    ["mm", 0.001],
  ],
  area: [
    ["m2", 1],
    ["har", 10_000],
    ["km2", 1e6],
  ],
  volume: [
    ["m3", 1],
    ["L", 0.001],
    ["mL", 1e-6],
  ],
  flow: [
    ["m3/s", 1],
    ["m3/min", 1 / 60],
    ["m3/h", 1 / 3600],
    ["m3/d", 1 / 86_400],
    ["L/s", 0.001],
    ["L/min", 0.001 / 60],
    ["L/h", 0.001 / 3600],
  ],
  speed: [
    ["m/s", 1],
    ["km/h", 1 / 3.6],
    ["mm/h", 0.001 / 3600],
    ["mm/d", 0.001 / 86_400],
  ],
  pressure: [
    ["Pa", 1],
    ["hPa", 100],
    ["kPa", 1000],
    ["mbar", 100],
    ["bar", 100_000],
    ["m[H2O]", 9806.65],
  ],
  temperature: [
    ["K", 1],
    ["Cel", 1, 273.15],
  ],
  mass: [
    ["g", 1],
    ["kg", 1000],
    ["t", 1e6],
  ],
  concentration: [
    ["g/m3", 1],
    ["mg/m3", 0.001],
    ["ug/m3", 1e-6],
    ["mg/L", 1],
  ],
  conductivity: [
    ["S/m", 1],
    ["mS/cm", 0.1],
    ["uS/cm", 1e-4],
  ],
  acidity: [["[pH]", 1]],
  turbidity: [["{NTU}", 1]],
  power: [
    ["W", 1],
    ["kW", 1000],
    ["MW", 1e6],
  ],
  apparentPower: [
    ["V.A", 1],
    ["kV.A", 1000],
  ],
  reactivePower: [
    ["{var}", 1],
    ["k{var}", 1000],
  ],
  energy: [
    ["J", 1],
    ["W.h", 3600],
    ["kW.h", 3.6e6],
    ["MW.h", 3.6e9],
  ],
  voltage: [
    ["V", 1],
    ["mV", 0.001],
    ["kV", 1000],
  ],
  current: [
    ["A", 1],
    ["mA", 0.001],
  ],
  resistance: [
    ["Ohm", 1],
    ["kOhm", 1000],
  ],
  frequency: [
    ["Hz", 1],
    ["/min", 1 / 60],
    ["kHz", 1000],
  ],
  angle: [
    ["rad", 1],
    ["deg", Math.PI / 180],
  ],
  illuminance: [["lx", 1]],
  sound: [["dB", 1]],
  time: [
    ["s", 1],
    ["ms", 0.001],
    ["min", 60],
    ["h", 3600],
    ["d", 86_400],
  ],
  ramp: [
    ["%/s", 1],
    ["%/min", 1 / 60],
  ],
  powerRamp: [
    ["W/s", 1],
    ["kW/s", 1000],
    ["kW/min", 1000 / 60],
  ],
  information: [
    ["By", 1],
    ["kBy", 1e3],
    ["MBy", 1e6],
    ["GBy", 1e9],
    ["TBy", 1e12],
  ],
};

/** What people write for a unit, and the code it has here. */
const aliases: Readonly<Record<string, string>> = {
  kWh: "kW.h",
  Wh: "W.h",
  MWh: "MW.h",
  kVA: "kV.A",
  VA: "V.A",
  var: "{var}",
  kvar: "k{var}",
  "°C": "Cel",
  "m³": "m3",
  "m²": "m2",
  "m³/s": "m3/s",
  "m³/h": "m3/h",
  "m3/hr": "m3/h",
  "m3/uur": "m3/h",
  "l/s": "L/s",
  "l/min": "L/min",
  l: "L",
  ha: "har",
  "µg/m³": "ug/m3",
  "ug/m³": "ug/m3",
  "µS/cm": "uS/cm",
  ppm: "[ppm]",
  ppb: "[ppb]",
  pH: "[pH]",
  NTU: "{NTU}",
  rpm: "/min",
  mWC: "m[H2O]",
  B: "By",
  kB: "kBy",
  MB: "MBy",
  GB: "GBy",
  TB: "TBy",
};

/** Names of units that are not read, and the code meant by them. */
export const unitNames: Readonly<Record<string, string>> = {
  meter: "m",
  metre: "m",
  meters: "m",
  metres: "m",
  millimeter: "mm",
  liter: "L",
  litre: "L",
  percent: "%",
  pct: "%",
  celsius: "Cel",
  degc: "Cel",
  c: "Cel",
  kelvin: "K",
  watt: "W",
  kilowatt: "kW",
  volt: "V",
  ampere: "A",
  amp: "A",
  hertz: "Hz",
  pascal: "Pa",
  "m3/sec": "m3/s",
  cms: "m3/s",
  "ltr/s": "L/s",
};

const units: ReadonlyMap<string, Unit> = new Map(
  Object.entries(table).flatMap(([dimension, rows]) =>
    rows.map(([code, factor, offset = 0]): [string, Unit] => [code, { code, dimension, factor, offset }]),
  ),
);

/** Every code in the table, for suggestions and tests. */
export const unitCodes: readonly string[] = [...units.keys()];

/** The unit a text names, by its UCUM code or a usual alias; undefined when there is none. */
export function findUnit(text: string): Unit | undefined {
  return units.get(aliases[text] ?? text);
}

/** The value of `amount` `from` expressed in `to`; both must measure the same dimension. */
export function convert(amount: number, from: Unit, to: Unit): number {
  if (from.code === to.code) return amount;
  return (amount * from.factor + from.offset - to.offset) / to.factor;
}

/** A number with its unit as people write it: `0.53 m3/s`, `60 %`, `-40 kW`. */
export const quantityPattern = /^([+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*(\S.*)$/;
