import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { measurements } from "../../ingest/measurements.ts";
import { queryFaults } from "./lint-queries.ts";

const folder = join(import.meta.dirname, "provisioning");
const textOf = (path: string): string => readFileSync(join(folder, path), "utf8");
const sources = readdirSync(join(folder, "datasources"));

interface Source {
  readonly uid: string;
  readonly type: string;
  readonly url: string;
  readonly database?: string;
  readonly jsonData: Readonly<Record<string, string>>;
  readonly secureJsonData: Readonly<Record<string, string>>;
}
interface Rule {
  readonly uid: string;
  readonly condition: string;
  readonly data: readonly {
    readonly refId: string;
    readonly datasourceUid: string;
    readonly model: { readonly query?: string; readonly expression?: string };
  }[];
  readonly noDataState: string;
  readonly annotations: Readonly<Record<string, string>>;
}

describe("provisioning files", () => {
  it("are there for every store that speaks InfluxQL", () => {
    expect(sources.sort()).toEqual(["embedded.yaml", "influxdb1.yaml", "influxdb2.yaml", "influxdb3.yaml"]);
  });

  it.each(sources)("%s names the one data source, and no secret", (file) => {
    const { datasources } = parse(textOf(`datasources/${file}`)) as { datasources: readonly Source[] };
    const [source, ...others] = datasources;
    expect(others).toEqual([]);
    expect(source).toMatchObject({ uid: "homeostat", type: "influxdb" });
    expect(source?.jsonData).toMatchObject({ dbName: "homeostat", httpMode: "POST" });
    expect(source?.database).toBeUndefined();
    for (const secret of Object.values(source?.secureJsonData ?? {})) {
      expect(secret).toMatch(/^(Bearer |Token )?\$__file\{\/run\/secrets\/[a-z0-9-]+\}$/);
    }
    expect(source?.url).toMatch(/^\$[A-Z_]+$/);
  });

  it("the provider keeps what it was given", () => {
    const { providers } = parse(textOf("dashboards/homeostat.yaml")) as { providers: readonly unknown[] };
    expect(providers).toMatchObject([
      { type: "file", allowUiUpdates: false, options: { foldersFromFilesStructure: false } },
    ]);
  });

  const { groups } = parse(textOf("alerting/homeostat.yaml")) as { groups: readonly { rules: readonly Rule[] }[] };
  const rules = groups.flatMap((group) => group.rules);

  it.each(rules)("the rule $uid asks what the store has, chains to its condition, and names a page to open", (rule) => {
    const refs = rule.data.map(({ refId }) => refId);
    expect(refs).toContain(rule.condition);
    for (const { datasourceUid, model } of rule.data) {
      if (model.query === undefined) {
        expect([datasourceUid, refs.includes(model.expression ?? "")]).toEqual(["__expr__", true]);
      } else {
        expect(datasourceUid).toBe("homeostat");
        expect(queryFaults(model.query.replaceAll("$$", "$"), measurements)).toEqual([]);
      }
    }
    expect(rule.noDataState).toBe("Alerting");
    expect(rule.annotations["runbook_url"]).toMatch(/^\$HOMEOSTAT_CONSOLE\/[a-z]+$/);
  });
});
