import { described, type Site, type Value } from "../../live/site.ts";
import { Table } from "../../parts/table.tsx";
import { Age, QualityMark, valueText } from "../../parts/value.tsx";
import { t } from "./texts.ts";

/** Every value of a site, in a table. */
export function Values({ site }: { readonly site: Site }) {
  const values = Object.values(site.values).sort((a, b) => a.path.localeCompare(b.path));
  return (
    <details>
      <summary>{t("levels")}</summary>
      <Table head={[t("variable"), t("value"), t("quality")]}>
        {values.map((value) => (
          <Row key={value.path} site={site} value={value} />
        ))}
      </Table>
    </details>
  );
}

function Row({ site, value }: { readonly site: Site; readonly value: Value }) {
  return (
    <tr>
      <th scope="row">{value.path}</th>
      <td>{valueText(value, described(site, value.path).unit)}</td>
      <td>
        <QualityMark site={site} value={value} /> <Age value={value} />
      </td>
    </tr>
  );
}
