import { runAsChild } from "../../../core/io/process.ts";
import { echoProgram } from "../echo-program.ts";

runAsChild(echoProgram);
