import type { Face } from "./face.ts";

/** The face of a fire panel: discrete inputs 0 fire in the building, 1 stay inside (smoke or gas in the neighbourhood). */
export function firePanelFace(fire: boolean, shelter: boolean): Face {
  const points = { fire: fire ? 1 : 0, shelter: shelter ? 1 : 0 };
  return { points, cells: { discreteInput: new Map(Object.values(points).map((value, address) => [address, value])) } };
}
