import { happenings } from "../../live/happenings.ts";
import { Happenings } from "../../parts/happenings.tsx";
import { LeastRoom } from "./least-room.tsx";
import { NeedsNow } from "./needs-now.tsx";
import "./overview.css";
import { t } from "./texts.ts";
import { ViabilityTree } from "./viability-tree.tsx";

const mostHappenings = 12;

/** How all of it stands at one look: what needs somebody, how far everything keeps what was agreed, and what happened. */
export function Overview() {
  return (
    <div class="wide-page">
      <h1>{t("title")}</h1>
      <NeedsNow />
      <div class="columns">
        <div>
          <ViabilityTree />
          <LeastRoom />
        </div>
        <Happenings entries={happenings.value.slice(0, mostHappenings)} />
      </div>
    </div>
  );
}
