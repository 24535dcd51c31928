import { groupsOf } from "./bash-script.ts";
import type { Completed, CompletedCommand, CompletedFlag } from "./completed-command.ts";

/** The completion for zsh. */
export function zshScript(commands: readonly CompletedCommand[]): string {
  const single = commands.filter(({ words }) => words.length === 1);
  const groups = groupsOf(commands);
  const top = [
    ...single.map(({ words, summary }) => described(words[0], summary)),
    ...groups.map(({ name }) => described(name, "commands about stored runs")),
  ];
  return `#compdef trainwell
# zsh completion of trainwell, made by: trainwell completion zsh
# Load it with: source <(trainwell completion zsh)
_trainwell_runs() {
  local store=\${opt_args[--store]:-.trainwell}
  local -a runs
  runs=(last \${store}/runs/*/lock.db(N:h:t))
  compadd -a runs
}

_trainwell() {
  local curcontext=$curcontext state line
  typeset -A opt_args
  _arguments -C '1: :->command' '*:: :->rest' && return
  case $state in
    command)
      local -a commands
      commands=(${top.join(" ")})
      _describe command commands
      ;;
    rest)
      case $line[1] in
${single.map((command) => `        ${command.words[0]}) ${argumentsOf(command)} ;;`).join("\n")}
${groups.map(groupCase).join("\n")}
      esac
      ;;
  esac
}
if [[ $funcstack[1] == _trainwell ]]; then _trainwell; else compdef _trainwell trainwell; fi
`;
}

function groupCase({ name, members }: ReturnType<typeof groupsOf>[number]): string {
  const list = members.map(({ words, summary }) => described(words[1], summary));
  return `        ${name})
          if ((CURRENT == 2)); then
            local -a commands
            commands=(${list.join(" ")})
            _describe command commands
          else
            shift words
            ((CURRENT--))
            case $words[1] in
${members.map((member) => `              ${member.words[1]}) ${argumentsOf(member)} ;;`).join("\n")}
            esac
          fi
          ;;`;
}

function described(word: string, summary: string): string {
  return quoted(`${word}:${summary}`);
}

function argumentsOf({ flags, argument }: CompletedCommand): string {
  const specs = [...flags.flatMap(flagSpecs), quoted(`*: :${actionOf(argument)}`)];
  return `_arguments ${specs.join(" ")}`;
}

function flagSpecs({ names, help, value }: CompletedFlag): string[] {
  const told = help.replace(/[[\]:\\]/g, "\\$&");
  const taken = value === undefined ? "" : `: :${actionOf(value)}`;
  return names.map((name) => quoted(`*${name}[${told}]${taken}`));
}

function actionOf(value: Completed): string {
  if (value === "path") return "_files";
  if (value === "run") return "_trainwell_runs";
  return value === "nothing" ? " " : `(${value.join(" ")})`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
