import { addressOf } from "../../frame/route.ts";
import { described, titleOf } from "../../live/site.ts";
import { sites } from "../../live/state.ts";
import { Margin } from "../../parts/margin.tsx";
import { Table } from "../../parts/table.tsx";
import { Age, QualityMark, valueText } from "../../parts/value.tsx";
import { number } from "../../texts/words.ts";
import { standing } from "./standing.ts";
import { t } from "./texts.ts";
import type { Room } from "./viability.ts";

const mostUnknown = 10;

/** The ten with the least room anywhere, and apart from them what is not known: neither good nor bad. */
export function LeastRoom() {
  const { least, unknowns, variables } = standing.value.viability;
  if (variables === 0) return null;
  return (
    <section aria-labelledby="overview-least">
      <h2 id="overview-least">{t("least")}</h2>
      {least.length === 0 ? (
        <p class="calm">{unknowns.length === variables ? t("nothingKnown") : `✓ ${t("allHealthy")}`}</p>
      ) : (
        <Rooms rooms={least} name={t("leastTable")} />
      )}
      {unknowns.length === 0 ? null : (
        <details>
          <summary>◌ {t("unknownList", { count: number(unknowns.length) })}</summary>
          <Rooms rooms={unknowns.slice(0, mostUnknown)} name={t("notKnown")} />
        </details>
      )}
    </section>
  );
}

function Rooms({ rooms, name }: { readonly rooms: readonly Room[]; readonly name: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section class="scrolls" tabIndex={0} aria-label={name}>
      <Table head={[t("variable"), t("site"), t("value"), t("margin")]}>
        {rooms.map((room) => (
          <Row key={`${room.site}/${room.path}`} {...room} />
        ))}
      </Table>
    </section>
  );
}

function Row({ site: id, path, room }: Room) {
  const site = sites.value[id];
  if (site === undefined) return null;
  const value = site.values[path];
  const { name, unit } = described(site, path);
  return (
    <tr>
      <th scope="row">
        <a href={addressOf({ page: "trends", variables: [`${id}/${path}`] })}>{name}</a>
      </th>
      <td>
        <a href={addressOf({ page: "site", site: id })}>{titleOf(site)}</a>
      </td>
      <td class="number">
        {valueText(value, unit)} <QualityMark site={site} value={value} /> <Age value={value} />
      </td>
      <td>{room === null ? <span>◌ {t("notKnown")}</span> : <Margin room={room} />}</td>
    </tr>
  );
}
