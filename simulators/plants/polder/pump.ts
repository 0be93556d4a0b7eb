/** Head at no flow and full speed, m. */
const shutOffHead = 5;
/** m of head lost per (m3/s)^2: fixes 0.53 m3/s at 1.6 m and full speed. */
const steepness = (shutOffHead - 1.6) / (0.53 * 0.53);
/** Below this share of full speed the flap valve stays shut. */
const flapOpens = 0.65;

/**
 * Discharge of one pump, m3/s, by the affinity laws: flow goes with speed, head with its square.
 * `speed` is a share of full speed, `head` in m (canal minus polder). Never negative: the flap valve shuts.
 */
export function pumpDischarge(speed: number, head: number): number {
  if (speed < flapOpens) return 0;
  const left = shutOffHead * speed * speed - Math.max(0, head);
  return left <= 0 ? 0 : Math.sqrt(left / steepness);
}

/** Motor current as a share of nominal: losses that grow with speed, and the work of lifting. */
export function motorLoad(speed: number, discharge: number, head: number): number {
  if (speed <= 0) return 0;
  const lifting = (discharge * Math.max(0, head)) / (0.53 * 1.6);
  return 0.15 + 0.35 * speed * speed + 0.4 * (lifting / Math.max(speed, 0.2));
}
