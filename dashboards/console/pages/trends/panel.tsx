import { useEffect, useRef, useState } from "preact/hooks";
import type { PanelEvents, PanelHandle, PanelInput } from "./panel-input.ts";
import { t } from "./texts.ts";

interface PanelProps {
  readonly input: PanelInput;
  readonly events: PanelEvents;
  /** Where the line stands. */
  readonly at: number | undefined;
}

/** Variables of one unit on one axis. What draws is fetched when the first panel is shown. */
export function PanelChart({ input, events, at }: PanelProps) {
  const place = useRef<HTMLDivElement>(null);
  const [handle, setHandle] = useState<PanelHandle | undefined>();
  const latest = useRef({ input, events });
  latest.current = { input, events };
  useEffect(() => {
    let drawn: PanelHandle | undefined;
    let gone = false;
    void import("./panel-drawing.ts").then(({ drawPanel }) => {
      if (gone || place.current === null) return;
      drawn = drawPanel(place.current, latest.current.input, {
        onPoint: (moment) => latest.current.events.onPoint(moment),
        onMarked: (one, other) => latest.current.events.onMarked(one, other),
      });
      setHandle(drawn);
    });
    return () => {
      gone = true;
      drawn?.destroy();
    };
  }, []);
  useEffect(() => handle?.update(input), [handle, input]);
  useEffect(() => handle?.point(at ?? null), [handle, at]);
  const names = input.variables.map((one) => `${one.name} (${one.place})`).join(", ");
  return (
    <div ref={place} class="chart" role="img" aria-label={t("chart", { names })} aria-busy={handle === undefined} />
  );
}
