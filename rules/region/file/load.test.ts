import { expect, test } from "vitest";
import { textOf } from "../../../test/support/polder-file.ts";
import { checkRegion } from "./load.ts";

test("nobody has a turn in the rota of a role that is not theirs", () => {
  const text = textOf("examples/polder/region.yaml").replace(
    "Officer B, roles: [duty-officer]",
    "Officer B, roles: [crew]",
  );
  const checked = checkRegion("region.yaml", text);
  expect((checked.ok ? [] : checked.error).map(({ message }) => message)).toEqual([
    "`officer-b` does not have the role `duty-officer`",
  ]);
});
