/** Ends a run: what failed and what took longest, from the JSON that each test run left, then "N passed, N failed". */
import { readdirSync, readFileSync } from "node:fs";
import { relative } from "node:path";

const output = "test-output";
const messageLines = 5;
const slowestFiles = 15;

const failedSteps = process.argv.slice(2);
const runs = runNames().map((name) => ({
  name: name.replace(/\.json$/, ""),
  ...JSON.parse(readFileSync(`${output}/${name}`, "utf8")),
}));
const passed = runs.reduce((sum, run) => sum + run.numPassedTests, 0);
// A skipped test promises nothing, so it counts as failed; so does a run in which nothing passed.
const failed =
  runs.reduce((sum, run) => sum + run.numTotalTests - run.numPassedTests, 0) +
  failedSteps.length +
  (passed === 0 ? 1 : 0);

const lines = [...slowest(), ...faults(), ...failedSteps.map((name) => `FAILED step: ${name}`)];
process.stdout.write(`${lines.join("\n")}\n${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;

function runNames() {
  try {
    return readdirSync(output).filter((name) => name.endsWith(".json"));
  } catch {
    return [];
  }
}

function files() {
  return runs.flatMap((run) =>
    run.testResults.map((file) => ({ ...file, label: `${run.name} ${relative(process.cwd(), file.name)}` })),
  );
}

function slowest() {
  const seconds = files().map(({ label, startTime, endTime }) => ({ label, seconds: (endTime - startTime) / 1000 }));
  seconds.sort((one, other) => other.seconds - one.seconds);
  const rows = seconds.slice(0, slowestFiles).map((file) => `${file.seconds.toFixed(1).padStart(7)} s  ${file.label}`);
  return rows.length === 0 ? [] : ["== slowest test files", ...rows];
}

/** Tests that failed or were left out, and files that could not even be loaded. */
function faults() {
  return files().flatMap((file) => {
    const tests = file.assertionResults.filter((test) => test.status !== "passed");
    const broken = file.status === "failed" && !tests.some((test) => test.status === "failed");
    return [
      ...(broken ? fault(`FAILED ${file.label}`, file.message) : []),
      ...tests.flatMap((test) =>
        fault(`${test.status.toUpperCase()} ${file.label}: ${test.fullName}`, test.failureMessages.join("\n")),
      ),
    ];
  });
}

function fault(title, message) {
  const lines = message.split("\n").filter((line) => line.trim() !== "");
  return [title, ...lines.slice(0, messageLines).map((line) => `    ${line.slice(0, 300)}`)];
}
