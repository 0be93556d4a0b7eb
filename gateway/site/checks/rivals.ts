import type { Problem } from "../../../core/config/check.ts";
import { movedBy, type Reflex } from "../../../rules/charter/reflex-schema.ts";
import type { SiteCheck } from "./wiring.ts";

/** Whether two reflexes of different kinds would both keep things well: of several dispatches the first decides. */
const rivals = (one: Reflex, other: Reflex) =>
  one.layer === "homeostasis" &&
  other.layer === "homeostasis" &&
  one.kind !== other.kind &&
  one.kind !== "dispatch" &&
  other.kind !== "dispatch";

/** Reflexes of different kinds do not share an actuator in the layer homeostasis: neither knows what the other wants. */
export const rivalChecks: readonly SiteCheck[] = [
  ({ reflexes: { at, sound } }) => {
    const all = [...sound];
    return all.flatMap(([name, reflex], index) =>
      movedBy(reflex).flatMap((actuator, place): Problem[] => {
        const earlier = all
          .slice(0, index)
          .find(([, other]) => rivals(other, reflex) && movedBy(other).includes(actuator));
        if (earlier === undefined) return [];
        const message = `\`${actuator}\` is moved by \`${earlier[0]}\` (${earlier[1].kind}) already, in the same layer`;
        const expected = "one kind of reflex for each actuator of the layer homeostasis";
        return [{ path: [...at, name, "actuators", String(place)], note: { message, expected } }];
      }),
    );
  },
];
