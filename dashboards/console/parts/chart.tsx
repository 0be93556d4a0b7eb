import { useEffect, useRef, useState } from "preact/hooks";
import type { EpochMs } from "../../../core/time.ts";
import { t } from "./texts.ts";

/** Which variable is drawn, over which time. */
export interface ChartProps {
  readonly site: string;
  /** `device/variable`. */
  readonly path: string;
  readonly name: string;
  readonly unit: string;
  /** The last hour up to now where absent. */
  readonly window?: { readonly from: EpochMs; readonly to: EpochMs } | undefined;
}

/** One variable over a time, with its healthy band and viable limits. What draws is fetched when the first chart is shown. */
export function Chart(props: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const [drawn, setDrawn] = useState(false);
  const { site, path, name, unit, window } = props;
  useEffect(() => {
    let stop: (() => void) | undefined;
    let gone = false;
    void import("./chart-drawing.ts").then(({ draw }) => {
      if (gone || place.current === null) return;
      stop = draw(place.current, props);
      setDrawn(true);
    });
    return () => {
      gone = true;
      stop?.();
    };
  }, [site, path, name, unit, window?.from, window?.to]);
  return (
    <>
      <div ref={place} class="chart" role="img" aria-label={t("chartHelp", { name })} />
      {drawn ? null : <p class="faint">{t("chartWaits")}</p>}
    </>
  );
}
