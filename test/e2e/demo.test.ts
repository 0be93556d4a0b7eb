import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe } from "vitest";
import { freshDirectory, startInstance } from "../support/instance.ts";
import { exampleWaits, tellPolderStory } from "../support/polder-story.ts";

const speed = 6;
const data = freshDirectory();

describe("`homeostat up`", () => {
  tellPolderStory({
    waits: exampleWaits,
    speed,
    start: () => startInstance({ data, speed }),
    clear: () => rmSync(join(data, ".."), { recursive: true, force: true }),
  });
});
