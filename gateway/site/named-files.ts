import { checkShape, locate, type Opened, openConfig } from "../../core/config/check.ts";
import type { Fault } from "../../core/config/fault.ts";
import { besideFile } from "../../core/config/paths.ts";
import { blockAt } from "../../core/config/section.ts";
import type { LoadTools } from "./load-site.ts";

/** A key of a device that names a file. */
interface Naming {
  readonly path: readonly [block: "devices", device: string, key: string];
  readonly file: string;
  readonly schema: Parameters<typeof checkShape>[1];
}

function namings(opened: Opened, { drivers }: LoadTools): readonly Naming[] {
  return Object.keys(blockAt(opened.plain, ["devices"])).flatMap((device) => {
    const block = blockAt(opened.plain, ["devices", device]);
    const driver = drivers.find((candidate) => candidate.driver === block["driver"]);
    return Object.entries(driver?.files ?? {}).flatMap(([key, schema]): Naming[] => {
      const name = block[key];
      if (typeof name !== "string" || !/\.ya?ml$/.test(name)) return [];
      return [{ path: ["devices", device, key], file: besideFile(opened.source.file, name), schema }];
    });
  });
}

/** The values as if what stands at these paths had been written there. */
function replaced(plain: unknown, contents: readonly (readonly [Naming, unknown])[]): unknown {
  let devices = blockAt(plain, ["devices"]);
  for (const [{ path }, content] of contents) {
    const [, device, key] = path;
    devices = { ...devices, [device]: { ...blockAt(devices, [device]), [key]: content } };
  }
  return { ...blockAt(plain, []), devices };
}

/**
 * Reads the files that devices name under a key their driver allows one for, and puts what they hold in the place of their
 * names. Their own faults carry their own places; a file that cannot be read is the fault of the key that names it.
 */
export function withNamedFiles(
  opened: Opened,
  tools: LoadTools,
): { readonly opened: Opened; readonly faults: readonly Fault[] } {
  const faults: Fault[] = [];
  const contents = namings(opened, tools).flatMap((naming): (readonly [Naming, unknown])[] => {
    const { path, file, schema } = naming;
    const text = tools.read(file);
    if (!text.ok) {
      faults.push(locate(opened, { path, note: { message: `${file} cannot be read: ${text.error}` } }));
      return [];
    }
    const inner = openConfig(file, text.value);
    const shape = inner.opened === undefined ? [] : checkShape(inner.opened, schema).faults;
    for (const fault of [...inner.faults, ...shape]) faults.push(fault);
    return inner.opened === undefined ? [] : [[naming, inner.opened.plain]];
  });
  if (contents.length === 0) return { opened, faults };
  return { opened: { ...opened, plain: replaced(opened.plain, contents) }, faults };
}
