import { echoProgram } from "../../test/support/echo-program.ts";
import { processContract } from "../../test/support/process-contract.ts";
import { SimProcesses } from "./process.ts";

processContract("simulated", () => new SimProcesses(echoProgram));
