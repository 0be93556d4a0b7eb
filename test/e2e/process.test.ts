import { childProcesses } from "../../core/io/process.ts";
import { processContract } from "../support/process-contract.ts";

const module = new URL("../support/echo-child/main.ts", import.meta.url);

processContract("real", () => childProcesses({ module, arguments: [] }));
