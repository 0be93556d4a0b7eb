import { z } from "zod";
import { brokerUrl, fileName } from "./fields.ts";

/** A broker as every kind of file names it. */
export const brokerPlace = z.strictObject({
  url: brokerUrl.describe("its address; without a port 1883, or 8883 for mqtts"),
  credentialFile: fileName.describe(
    "JSON with `username` and `password`, or `certFile` and `keyFile`; `caFile` is the authority of an mqtts broker",
  ),
});
