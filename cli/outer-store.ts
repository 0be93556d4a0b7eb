import { AppError } from "../core/errors.ts";
import { type IngestFile, storeSchema } from "../ingest/file-schema.ts";

/** A store that is not in the data directory. Holds no secret: it may be told to processes and written down. */
export interface OuterStore {
  /** `http://host:8086/database` of an InfluxDB 1.x, or `http://host:8086?org=…&bucket=…` of an InfluxDB 2. */
  readonly url: string;
  /** Full path of JSON with `username` and `password`, or for an InfluxDB 2 with `token`. */
  readonly credentialFile?: string | undefined;
}

const expected =
  "http://host:8086/database of an InfluxDB 1.x, or http://host:8086?org=ORG&bucket=BUCKET of an InfluxDB 2";

/** The store as an ingest file would describe it. Throws AppError `wrong-use` in the words of the command line. */
export function outerStoreConfig({ url, credentialFile }: OuterStore): IngestFile["store"] {
  const address = addressOf(url);
  const { org, bucket, ...others } = Object.fromEntries(address.searchParams);
  const login = credentialFile === undefined ? {} : { credentialFile };
  const isVersion2 = org !== undefined && bucket !== undefined;
  if (Object.keys(others).length > 0 || address.hash !== "" || (!isVersion2 && address.search !== ""))
    throw refusal(url);
  if (isVersion2) {
    if (credentialFile === undefined)
      throw new AppError("wrong-use", '--store-credential FILE is needed for an InfluxDB 2: JSON like {"token": "…"}');
    return storeSchema.parse({ influx2: { url: address.origin + address.pathname, org, bucket, ...login } });
  }
  const [, folder = "", database = ""] = /^(.*\/)([^/]+)$/.exec(address.pathname) ?? [];
  if (database === "") throw refusal(url);
  return storeSchema.parse({
    influx1: { url: address.origin + folder, database: decodeURIComponent(database), ...login },
  });
}

function addressOf(url: string): URL {
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) throw refusal(url);
  const address = new URL(url);
  if (address.username === "" && address.password === "") return address;
  // Not repeated in the message: this may end in a log.
  throw new AppError(
    "wrong-use",
    "--store takes no user or password, which every user of this machine could read; put them into a file for --store-credential: " +
      '{"username": "…", "password": "…"}',
  );
}

function refusal(url: string): AppError {
  return new AppError("wrong-use", `--store takes ${expected}; not "${url}"`);
}
