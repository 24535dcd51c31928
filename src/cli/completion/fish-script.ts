import { groupsOf } from "./bash-script.ts";
import type { Completed, CompletedCommand, CompletedFlag } from "./completed-command.ts";

/** The completion for fish. */
export function fishScript(commands: readonly CompletedCommand[]): string {
  const groups = groupsOf(commands);
  const single = commands.filter(({ words }) => words.length === 1);
  return `# fish completion of trainwell, made by: trainwell completion fish
# Load it with: trainwell completion fish | source
function __trainwell_runs
  echo last
  for lock in .trainwell/runs/*/lock.db
    basename (dirname $lock)
  end
end

complete -c trainwell -f
${single.map(({ words, summary }) => topLine(`${words[0]} -d ${quoted(summary)}`)).join("\n")}
${groups.map(({ name }) => topLine(name)).join("\n")}
${groups.flatMap(({ name, members }) => members.map((member) => memberLine(name, member))).join("\n")}
${commands.flatMap(commandLines).join("\n")}
`;
}

function topLine(word: string): string {
  return line("__fish_use_subcommand", `-a ${word}`);
}

function memberLine(group: string, { words, summary }: CompletedCommand): string {
  const condition = `__fish_seen_subcommand_from ${group}; and test (count (commandline -opc)) -eq 2`;
  return line(condition, `-a ${words[1]} -d ${quoted(summary)}`);
}

function commandLines({ words, flags, argument }: CompletedCommand): string[] {
  const condition = words.map((word) => `__fish_seen_subcommand_from ${word}`).join("; and ");
  const known = actionOf(argument);
  const own = known === "" ? [] : [line(condition, known)];
  return [...own, ...flags.map((flag) => line(condition, flagText(flag)))];
}

function flagText({ names, help, value }: CompletedFlag): string {
  const told = names.map((name) => (name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  const taken = value === undefined ? [] : ["-r", actionOf(value)];
  return [...told, ...taken, `-d ${quoted(help)}`].filter((part) => part !== "").join(" ");
}

function actionOf(value: Completed): string {
  if (value === "path") return "-F";
  if (value === "run") return "-a '(__trainwell_runs)'";
  return value === "nothing" ? "" : `-a ${quoted(value.join(" "))}`;
}

function line(condition: string, rest: string): string {
  return `complete -c trainwell -n ${quoted(condition)} ${rest}`;
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}
