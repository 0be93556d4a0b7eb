import { describe, expect, it } from "vitest";
import { Acknowledgements } from "./acknowledgements.ts";
import { acknowledgerConfig } from "./acknowledger.ts";

const place = { region: "north", site: "polder" };
const minute = 60_000;

describe("acknowledgements of all sites", () => {
  it("remind a site for ten minutes after it was heard, then forget it", () => {
    const acknowledgements = new Acknowledgements(acknowledgerConfig(1000));
    acknowledgements.durable(place, 0, 0);
    expect(acknowledgements.due(10 * minute).sites).toMatchObject([place]);
    expect(acknowledgements.due(10 * minute + 1)).toEqual({ sites: [], wakeAt: undefined });
    expect(acknowledgements.heard()).toEqual([]);
  });

  it("wake for the site that is to be told first", () => {
    const acknowledgements = new Acknowledgements(acknowledgerConfig(1000));
    acknowledgements.durable(place, 0, 0);
    acknowledgements.durable({ ...place, site: "lock" }, 0, 500);
    expect(acknowledgements.due(600)).toEqual({ sites: [], wakeAt: 2000 });
  });
});
