import { rngContract } from "../../test/support/rng-contract.ts";
import { systemRng } from "../io/rng.ts";
import { seededRng } from "./rng.ts";

rngContract("seeded", () => seededRng(42));
rngContract("the machine's", () => systemRng);
