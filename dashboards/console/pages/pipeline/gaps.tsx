import { nodeDevice } from "../../../../core/sparkplug/topics.ts";
import type { DurationMs } from "../../../../core/time.ts";
import type { GapEvent } from "../../../../core/wire/events.ts";
import { addressOf } from "../../frame/route.ts";
import { described } from "../../live/site.ts";
import { sites, worldNow } from "../../live/state.ts";
import { placeName } from "../../parts/place-name.ts";
import { Table } from "../../parts/table.tsx";
import { told } from "../../texts/told.ts";
import { age, moment, number } from "../../texts/words.ts";
import { t } from "./texts.ts";
import { Section, useTold } from "./told.tsx";

const day: DurationMs = 86_400_000;
const most = 200;
/** The address stays the same for so long, so that it is asked again and not anew. */
const rounded: DurationMs = 600_000;
/** What is drawn before and after a gap. */
const around: DurationMs = 1_800_000;

interface Entry {
  readonly site: string;
  readonly event: GapEvent;
}

/** What was not measured, not kept or not accepted in the last day, with its reason. */
export function Gaps() {
  return worldNow.value === 0 ? null : <Told from={Math.floor(worldNow.value / rounded) * rounded - day} />;
}

function Told({ from }: { readonly from: number }) {
  const answer = useTold<readonly Entry[]>(`/api/v1/events?kind=gap&from=${from}&limit=${most}`);
  return (
    <Section id="gaps" title={t("gapRecords")} help={t("gapsHelp")} told={answer}>
      {(entries, fresh) => <List entries={entries} fresh={fresh} />}
    </Section>
  );
}

function List({ entries, fresh }: { readonly entries: readonly Entry[]; readonly fresh: boolean }) {
  if (entries.length === 0) return fresh ? <p>✓ {t("noGaps")}</p> : null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section class="scrolls stacks gaps" tabIndex={0} aria-label={t("gapsTable")}>
      <Table head={[t("from"), t("to"), t("site"), t("variable"), t("count"), t("reason")]}>
        {[...entries].reverse().map((entry) => (
          <Row key={`${entry.site} ${entry.event.id}`} {...entry} />
        ))}
      </Table>
    </section>
  );
}

function Row({ site, event }: Entry) {
  const { startAt, endAt, count, estimated } = event;
  return (
    <tr>
      <th scope="row">{moment(startAt)}</th>
      <td data-label={t("to")}>
        <span>
          {moment(endAt)} <small>({age(endAt - startAt)})</small>
        </span>
      </td>
      <td data-label={t("site")}>{placeName(site)}</td>
      <td data-label={t("variable")}>
        <Missing site={site} event={event} />
      </td>
      <td class="number" data-label={t("count")}>
        {estimated ? "≈ " : ""}
        {number(count)}
      </td>
      <td data-label={t("reason")}>{told(event.reason)}</td>
    </tr>
  );
}

/** What is missing: one variable, which leads to its trend around the gap; or what many of them share. */
function Missing({ site, event: { device, variable, startAt, endAt } }: Entry) {
  if (device === nodeDevice) return <>{variable === "events" ? t("missingEvents") : t("missingReadings")}</>;
  if (variable === "" || variable === "-") return <>{device}</>;
  const window = { from: Math.max(0, startAt - around), to: endAt + around };
  const variables = [`${site}/${device}/${variable}`];
  return (
    <a href={addressOf({ page: "trends", variables, ...window })}>
      {described(sites.value[site], `${device}/${variable}`).name}
    </a>
  );
}
