import type { EpochMs } from "../../../core/time.ts";
import { decay } from "../exact.ts";
import { type Books, emptyBooks, mix } from "./room.ts";
import { type OpenAir, type StreetAir, streetAir } from "./street.ts";
import { presence } from "./timetable.ts";

/** A class room. */
export interface RoomPlan {
  readonly name: string;
  /** Children in the class; a teacher is with them. */
  readonly children: number;
}

/** What does not change while the school runs. */
export interface AirshedPlan {
  readonly start: EpochMs;
  readonly air: OpenAir;
  readonly rooms: readonly RoomPlan[];
  /** ppm in every room at the start. */
  readonly co2: number;
}

/** CO2 in ppm, dust in ug/m3. */
export interface RoomAir {
  readonly co2: number;
  readonly pm25: number;
  readonly pm10: number;
}

/** What the air handler does in this step. */
export interface AirInput {
  /** Share of full speed asked of the fan. */
  readonly target: number;
  /** Room air goes round over the filter. */
  readonly recirculate: boolean;
}

/** Everything the school remembers. */
export interface AirshedState {
  readonly at: EpochMs;
  readonly street: StreetAir;
  readonly rooms: readonly RoomAir[];
  /** Share of each class that is in its room. */
  readonly present: number;
  /** Celsius, in the rooms and of the air blown into them. */
  readonly temperature: number;
  readonly supply: number;
  /** Share of full speed the fan turns at. */
  readonly fan: number;
  readonly recirculating: boolean;
  /** cm3 of CO2 and ug of dust, of all rooms together. */
  readonly books: Readonly<Record<keyof RoomAir, Books>>;
}

/** m3 of each room: 60 m2 of 3.3 m height. */
export const roomVolume = 200;
/** m3/s of outside air for each room at full speed. */
export const fullFlow = 0.23;
/** m3/s of room air over each room's filter. */
const filterFlow = 0.25;
/** m3/s through gaps of windows and doors. */
const leakage = 0.01;
/** cm3/s of CO2. Source: Persily and de Jonge 2017, sitting children of 6 to 11 years, and adults. */
const co2OfChild = 4.2;
const co2OfTeacher = 5.2;

interface Substance {
  /** Units per second of one person. */
  readonly ofPerson: number;
  /** Share that gets through the gaps. */
  readonly carried: number;
  /** Settles, 1/s. */
  readonly settles: number;
  /** Share that the filter catches. */
  readonly caught: number;
}

const substances: Readonly<Record<keyof RoomAir, Substance>> = {
  co2: { ofPerson: 0, carried: 1, settles: 0, caught: 0 },
  pm25: { ofPerson: 0.02, carried: 0.8, settles: 0.2 / 3_600, caught: 0.85 },
  pm10: { ofPerson: 0.2, carried: 0.6, settles: 1.2 / 3_600, caught: 0.95 },
};
const names = ["co2", "pm25", "pm10"] as const;

/** Share of full speed per second. */
const fanRamp = 0.05;
const heatRecovery = 0.8;
const warmingSeconds = 1_800;
/** Street and people change slowly: they are looked at this often, ms. */
const lookEvery = 10_000;

/** Air blown into the rooms, Celsius: most of the way from the street to the room. */
function supplyOf(street: number, inside: number): number {
  return street + heatRecovery * (inside - street);
}

/** The school at its start: rooms aired over night, the fan at `fan` of full speed. */
export function startAirshed(plan: AirshedPlan, fan: number): AirshedState {
  const street = streetAir(plan.air, plan.start);
  const air = { co2: plan.co2, pm25: street.pm25 * 0.6, pm10: street.pm10 * 0.3 };
  return {
    at: plan.start,
    street,
    rooms: plan.rooms.map(() => air),
    present: presence(plan.start),
    temperature: 20,
    supply: supplyOf(street.temperature, 20),
    fan,
    recirculating: false,
    books: { co2: emptyBooks, pm25: emptyBooks, pm10: emptyBooks },
  };
}

/** cm3/s of CO2 that a class gives off with this share of it present. */
export function breath({ children }: RoomPlan, present: number): number {
  return (children * co2OfChild + co2OfTeacher) * present;
}

function sourceOf(name: keyof RoomAir, room: RoomPlan, present: number): number {
  return name === "co2" ? breath(room, present) : substances[name].ofPerson * (room.children + 1) * present;
}

interface Conditions {
  readonly street: StreetAir;
  readonly present: number;
  readonly fan: number;
  readonly recirculate: boolean;
  readonly seconds: number;
}

function airRoom(room: RoomPlan, air: RoomAir, books: AirshedState["books"], now: Conditions) {
  const nextAir = { ...air };
  const nextBooks = { ...books };
  for (const name of names) {
    const substance = substances[name];
    const mixed = mix(
      air[name],
      books[name],
      {
        volume: roomVolume,
        outsideAir: now.fan * fullFlow,
        leakage,
        carried: substance.carried,
        settling: substance.settles * roomVolume,
        filtering: now.recirculate ? filterFlow * substance.caught : 0,
        outside: now.street[name],
        source: sourceOf(name, room, now.present),
      },
      now.seconds,
    );
    nextAir[name] = mixed.concentration;
    nextBooks[name] = mixed.books;
  }
  return { air: nextAir, books: nextBooks };
}

/** Street and people at this moment, or still those of a step before. */
function surroundings(plan: AirshedPlan, state: AirshedState, at: EpochMs): Pick<AirshedState, "street" | "present"> {
  if (Math.floor(at / lookEvery) === Math.floor(state.at / lookEvery)) return state;
  return { street: streetAir(plan.air, at), present: presence(at) };
}

/** One step of `seconds`: street and people as they are at its beginning, the air exact for them. */
export function stepAirshed(plan: AirshedPlan, state: AirshedState, input: AirInput, seconds: number): AirshedState {
  const most = fanRamp * seconds;
  const fan = state.fan + Math.min(most, Math.max(-most, input.target - state.fan));
  const { street, present } = state;
  const now: Conditions = { street, present, fan, recirculate: input.recirculate, seconds };
  let { books } = state;
  const rooms = plan.rooms.map((room, index) => {
    const aired = airRoom(room, state.rooms[index] ?? { co2: 0, pm25: 0, pm10: 0 }, books, now);
    books = aired.books;
    return aired.air;
  });
  const at = state.at + seconds * 1_000;
  const warm = 19.5 + 2 * present;
  const temperature = warm + (state.temperature - warm) * decay(seconds / warmingSeconds);
  const next = surroundings(plan, state, at);
  return {
    at,
    street: next.street,
    rooms,
    present: next.present,
    temperature,
    supply: supplyOf(next.street.temperature, temperature),
    fan,
    recirculating: input.recirculate,
    books,
  };
}
