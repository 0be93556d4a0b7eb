/** The spelling of every id in a path: lower case, digits, hyphen, 1 to 40 characters. */
export const idPattern = /^[a-z0-9-]{1,40}$/;

/** The spelling of a path inside a site: `device/variable`, two ids. */
export const localPathPattern = /^[a-z0-9-]{1,40}\/[a-z0-9-]{1,40}$/;

/** A variable's place in the world: region, site, device, variable. */
export interface VariableAddress {
  readonly region: string;
  readonly site: string;
  readonly device: string;
  readonly variable: string;
}

/** `device/variable` of an address: its path inside its own site. */
export function localPathOf(address: Pick<VariableAddress, "device" | "variable">): string {
  return `${address.device}/${address.variable}`;
}

/** Splits `device/variable`; undefined when it is not two ids. */
export function splitLocalPath(path: string): { device: string; variable: string } | undefined {
  const [device, variable, ...rest] = path.split("/");
  if (device === undefined || variable === undefined || rest.length > 0) return undefined;
  return idPattern.test(device) && idPattern.test(variable) ? { device, variable } : undefined;
}

/** One start of a gateway: a counter kept on disk and a salt drawn anew, so that a restored disk never repeats a pair. */
export interface Boot {
  /** u32, raised and synced before the first publish. */
  readonly counter: number;
  /** 16 lower-case hex digits (u64). */
  readonly salt: string;
}

/** The spelling of a boot's text form: `<counter>-<salt>`. */
export const bootPattern = /^(\d{1,10})-([0-9a-f]{16})$/;

/** The text form of a boot: `<counter>-<salt>`. */
export function bootKey(boot: Boot): string {
  return `${boot.counter}-${boot.salt}`;
}

/** Reads a boot's text form; undefined when it is not one. */
export function parseBootKey(text: string): Boot | undefined {
  const match = bootPattern.exec(text);
  return match === null ? undefined : { counter: Number(match[1]), salt: match[2] ?? "" };
}

/** An alarm's key: `subject.alarm-id`, the subject being `device.variable`, an actuator's id or `site`. */
export function alarmKey(subject: string, alarm: string): string {
  return `${subject.replace("/", ".")}.${alarm}`;
}
