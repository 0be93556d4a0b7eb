/** What a plant line of the truth says of a quantity: a path such as `rooms.0.co2`; a list counts by its greatest amount. */
export function quantityOf(plant, path) {
  const held = path.split(".").reduce((inner, key) => inner?.[key], plant);
  const value = Array.isArray(held) ? Math.max(...held.map(Math.abs)) : held;
  if (!Number.isFinite(value)) throw new Error(`the truth has no number at ${path}: ${JSON.stringify(held)}`);
  return value;
}

const quarter = 900_000;

/** Means of whole clock quarters, from a meter that counts kWh: [end of the quarter, kW]. */
function quarterMeans(plants, { imported, exported }) {
  const net = (plant) => quantityOf(plant, imported) - quantityOf(plant, exported);
  const ends = plants.filter(({ at }) => at % quarter === 0);
  return ends.slice(1).flatMap((plant, index) => {
    const before = ends[index];
    return plant.at - before.at === quarter ? [[plant.at, (net(plant) - net(before)) / 0.25]] : [];
  });
}

/** Means over the time before each moment, as long as at least a share of the window was lived: [moment, mean]. */
function slidingMeans(plants, { quantity, window, atLeast = 1 }) {
  const means = [];
  let sum = 0;
  let first = 0;
  for (const [index, plant] of plants.entries()) {
    sum += quantityOf(plant, quantity);
    while (plants[first].at <= plant.at - window) {
      sum -= quantityOf(plants[first], quantity);
      first += 1;
    }
    const lived = plant.at - plants[0].at;
    if (lived >= atLeast * window) means.push([plant.at, sum / (index - first + 1)]);
  }
  return means;
}

/** The true values that a band is about: [moment, value], as often as the band counts them. */
export function trueValues(plants, band) {
  switch (band.statistic) {
    case "instant":
      return plants.map((plant) => [plant.at, quantityOf(plant, band.quantity)]);
    case "clock quarter":
      return quarterMeans(plants, band);
    case "sliding mean":
      return slidingMeans(plants, band);
    default:
      throw new Error(`${band.range}: there is no statistic ${band.statistic}`);
  }
}

/** How long a value looks back: a breach within the look-back of a fault is the fault's. */
export const looksBack = ({ statistic, window = 0 }) => (statistic === "clock quarter" ? quarter : window);

/** Runs of values outside of bounds that no window excuses: from, to, and the worst of them. */
export function runsOutside(values, { lo = Number.NEGATIVE_INFINITY, hi = Number.POSITIVE_INFINITY }, isExcused) {
  const runs = [];
  let run;
  for (const [at, value] of values) {
    const beyond = Math.max(lo - value, value - hi);
    if (beyond <= 0 || isExcused(at)) {
      run = undefined;
      continue;
    }
    if (run === undefined) {
      run = { from: at, to: at, worst: value, beyond };
      runs.push(run);
    }
    run.to = at;
    if (beyond > run.beyond) Object.assign(run, { worst: value, beyond });
  }
  return runs;
}
