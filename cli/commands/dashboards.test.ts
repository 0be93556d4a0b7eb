import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { buildDashboards } from "./dashboards-build.ts";
import { diffDashboards } from "./dashboards-diff.ts";

const root = mkdtempSync(join(tmpdir(), "boards-"));
afterAll(() => rmSync(root, { recursive: true }));

const refused = (start: string) =>
  expect.objectContaining({ code: "wrong-use", message: expect.stringMatching(new RegExp(`^${start}`)) });

test("boards that cannot be written where --out says are the caller's to mend", async () => {
  const file = join(root, "README.md");
  writeFileSync(file, "");
  for (const out of [file, join(file, "x")]) {
    await expect(buildDashboards({ out, lang: "en" })).rejects.toEqual(
      refused(`--out ${out}: ${file} is a file, not a directory; expected a directory`),
    );
  }
});

test("what diff is given is looked at before Grafana is asked", async () => {
  const lang = "en" as const;
  const url = "http://127.0.0.1:9";
  const token = join(root, "token");
  writeFileSync(token, "two\nlines\n");
  await expect(diffDashboards({ url, tokenFile: "/nonesuch", lang })).rejects.toEqual(
    refused("--token-file /nonesuch: there is no such file; expected one token"),
  );
  await expect(diffDashboards({ url, tokenFile: token, lang })).rejects.toEqual(
    refused(`--token-file ${token}: expec`),
  );
  await expect(diffDashboards({ url: "nonsense", lang })).rejects.toEqual(refused("--url takes an address such as"));
  await expect(diffDashboards({ dir: "/nonesuch", lang })).rejects.toEqual(
    refused("--dir /nonesuch: there is no such directory"),
  );
});

test("a Grafana that does not take the token is not called away", async () => {
  const server = createServer((_request, response) => response.writeHead(401).end("{}"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    await expect(diffDashboards({ url, lang: "en" })).rejects.toThrow(
      `Grafana at ${url} answers 401 without a token; give --token-file`,
    );
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});
