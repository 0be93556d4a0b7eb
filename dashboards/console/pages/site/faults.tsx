import { useEffect, useState } from "preact/hooks";
import { act } from "../../api.ts";
import type { Site } from "../../live/site.ts";
import { t } from "./texts.ts";

interface FaultList {
  readonly devices: readonly { readonly device: string; readonly faults: readonly string[] }[];
}

/** A fault in the reader's words; one this page does not know keeps its own. */
function faultName(kind: string): string {
  if (kind === "none") return t("clearFault");
  const key = `fault.${kind}`;
  return t.has(key) ? t(key) : kind;
}

/** The simulator's fault buttons; absent where the devices are real. */
export function Faults({ site }: { readonly site: Site }) {
  const [list, setList] = useState<FaultList | undefined>();
  const [outcome, setOutcome] = useState("");
  useEffect(() => {
    void fetch(`/api/v1/simulator/${site.site}`).then(async (response) => {
      if (response.ok) setList((await response.json()) as FaultList);
    });
  }, [site.site]);
  if (list === undefined) return null;
  const nameOf = (device: string): string => {
    const moved = site.definition?.actuators?.find((actuator) => actuator.device === device);
    return moved === undefined ? device : `${moved.name} (${device})`;
  };
  const make = (device: string, kind: string) => async (): Promise<void> => {
    const { ok, words } = await act(`/api/v1/simulator/${site.site}/${device}/fault`, { kind });
    setOutcome(ok ? `✓ ${nameOf(device)}: ${faultName(kind)}` : `${nameOf(device)}: ${words}`);
  };
  return (
    <details class="faults">
      <summary>{t("faults")}</summary>
      <p>{t("faultsHelp")}</p>
      {list.devices.map(({ device, faults }) => (
        <div key={device} class="buttons">
          <strong>{nameOf(device)}</strong>
          {faults.map((kind) => (
            <button key={kind} type="button" onClick={() => void make(device, kind)()}>
              {faultName(kind)}
            </button>
          ))}
          <button type="button" onClick={() => void make(device, "none")()}>
            {t("clearFault")}
          </button>
        </div>
      ))}
      <output>{outcome}</output>
    </details>
  );
}
