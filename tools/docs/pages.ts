import { schemaText } from "../../cli/commands/schema.ts";
import { kinds } from "../../cli/configuration.ts";
import { cliPage } from "./cli-page.ts";
import { configPage } from "./config-page.ts";
import { errorsPage } from "./errors-page.ts";

/** The pages that are made from the code, by their path in the repository. */
export const pages: Readonly<Record<string, () => string>> = {
  ...Object.fromEntries(kinds.map((kind) => [`docs/schema/${kind}.json`, () => schemaText(kind)])),
  "docs/cli.md": cliPage,
  "docs/config.md": configPage,
  "docs/errors.md": errorsPage,
};
