import type { Completed, CompletedCommand } from "./completed-command.ts";

/** The completion for bash; what is not known is completed as a path. */
export function bashScript(commands: readonly CompletedCommand[]): string {
  return `# bash completion of trainwell, made by: trainwell completion bash
# Load it with: source <(trainwell completion bash)
_trainwell_runs() {
  local store=.trainwell i
  for ((i = 1; i < COMP_CWORD; i++)); do
    [[ \${COMP_WORDS[i]} == --store ]] && store=\${COMP_WORDS[i + 1]}
  done
  local lock run
  for lock in "$store"/runs/*/lock.db; do
    run=\${lock%/lock.db}
    [[ -e $lock ]] && echo "\${run##*/}"
  done
  echo last
}

_trainwell() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} command=\${COMP_WORDS[1]} from=2
  COMPREPLY=()
  local words=""
  if ((COMP_CWORD == 1)); then
    words="${topWords(commands).join(" ")}"
  else
    case $command in
${groupsOf(commands).map(groupCase).join("\n")}
    esac
    if ((COMP_CWORD < from)); then
      words=$command
    else
      case "$command $prev" in
${commands.flatMap(valueCases).join("\n")}
        *)
          if [[ $cur == -* ]]; then
            case $command in
${commands.map(flagCase).join("\n")}
            esac
          else
            case $command in
${commands.flatMap(argumentCase).join("\n")}
            esac
          fi
          ;;
      esac
    fi
  fi
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o bashdefault -o default -F _trainwell trainwell
`;
}

/** The words that may stand first: commands, and groups of them. */
export function topWords(commands: readonly CompletedCommand[]): string[] {
  return [...new Set(commands.map(({ words }) => words[0]))];
}

interface Group {
  readonly name: string;
  readonly members: readonly CompletedCommand[];
}

/** The groups of commands, with their members. */
export function groupsOf(commands: readonly CompletedCommand[]): Group[] {
  const grouped = commands.filter(({ words }) => words.length > 1);
  return topWords(grouped).map((name) => ({
    name,
    members: grouped.filter(({ words }) => words[0] === name),
  }));
}

function groupCase({ name, members }: Group): string {
  const words = members.map((member) => member.words[1]).join(" ");
  return `      ${name})
        from=3
        if ((COMP_CWORD == 2)); then command="${words}"; else command="${name} \${COMP_WORDS[2]}"; fi
        ;;`;
}

function valueCases({ words, flags }: CompletedCommand): string[] {
  return flags.flatMap(({ names, value }) => {
    if (value === undefined) return [];
    const patterns = names.map((name) => `"${words.join(" ")} ${name}"`).join(" | ");
    return [`        ${patterns}) words="${wordsOf(value)}" ;;`];
  });
}

function flagCase({ words, flags }: CompletedCommand): string {
  return `              "${words.join(" ")}") words="${flags.flatMap(({ names }) => names).join(" ")}" ;;`;
}

function argumentCase({ words, argument }: CompletedCommand): string[] {
  const known = wordsOf(argument);
  return known === "" ? [] : [`              "${words.join(" ")}") words="${known}" ;;`];
}

function wordsOf(value: Completed): string {
  if (value === "run") return "$(_trainwell_runs)";
  return typeof value === "string" ? "" : value.join(" ");
}
