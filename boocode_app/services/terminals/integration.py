"""Shell integration: bash and zsh mark where a prompt, a command and its output begin.

The person's own start files are read first and stay as they are. Invariant: each mark carries the
session's nonce, which only the shell knows, so what a command prints cannot pass for one. No
variable that is exported ever holds the nonce, or a command would learn it.
"""

import hashlib
from dataclasses import replace
from pathlib import Path

from boocode_app.core.files import write_atomically
from boocode_app.services.terminals.launch import Launch

NONCE = "BOOTERM_NONCE"

BASH = r"""
__booterm_nonce=$BOOTERM_NONCE
unset BOOTERM_NONCE
__booterm_ran=
__booterm_last=
__booterm_mark() { builtin printf '\e]133;%s;nonce=%s\a' "$1" "$__booterm_nonce"; }
__booterm_begin() {
  local LC_ALL=C command i char escaped=
  command=$(HISTTIMEFORMAT= builtin history 1)
  # What HISTCONTROL or HISTIGNORE keep out of the history: it still ends with an older command.
  [[ $command == "$__booterm_last" ]] && command=
  [[ $command =~ ^[[:space:]]*[0-9]+[*[:space:]][[:space:]](.*)$ ]] && command=${BASH_REMATCH[1]}
  command=${command:0:4096}
  for ((i = 0; i < ${#command}; i++)); do
    char=${command:i:1}
    case $char in
      '\') escaped+='\\' ;;
      [[:cntrl:]]|';') builtin printf -v char '\\x%02x' "'$char"; escaped+=$char ;;
      *) escaped+=$char ;;
    esac
  done
  builtin printf '\e]633;E;%s;%s\a' "$escaped" "$__booterm_nonce"
  __booterm_mark C
}
__booterm_prompt() {
  local status=$?
  [ -n "$__booterm_ran" ] && __booterm_mark "D;$status"
  __booterm_ran=
  __booterm_last=$(HISTTIMEFORMAT= builtin history 1)
  __booterm_mark A
  return $status
}
__booterm_end_prompt() {
  local status=$?
  [[ ${PS1-} == *__booterm_mark* ]] || PS1+='\[$(__booterm_mark B 2>/dev/null)\]'
  return $status
}
[ -r ~/.bashrc ] && . ~/.bashrc
if [[ ${BASH_VERSINFO[0]} -gt 4 || ${BASH_VERSINFO[0]} -eq 4 && ${BASH_VERSINFO[1]} -ge 4 ]]; then
  PS0='${__booterm_nonce:$((__booterm_ran=1,0)):0}$(__booterm_begin)'"${PS0-}"
  if [[ $(declare -p PROMPT_COMMAND 2>/dev/null) == 'declare -a'* ]]; then
    PROMPT_COMMAND=(__booterm_prompt "${PROMPT_COMMAND[@]}" __booterm_end_prompt)
  else
    PROMPT_COMMAND=$'__booterm_prompt\n'"${PROMPT_COMMAND-}"$'\n__booterm_end_prompt'
  fi
  export -n PROMPT_COMMAND  # a shell within this one knows none of these functions
fi
"""

ZSHENV = r"""
__booterm_own=$ZDOTDIR
ZDOTDIR=$BOOTERM_ZDOTDIR
[[ -n $ZDOTDIR ]] || unset ZDOTDIR
[[ -r ${ZDOTDIR:-$HOME}/.zshenv ]] && . ${ZDOTDIR:-$HOME}/.zshenv
BOOTERM_ZDOTDIR=${ZDOTDIR-}
ZDOTDIR=$__booterm_own
"""

ZSHRC = r"""
ZDOTDIR=$BOOTERM_ZDOTDIR
[[ -n $ZDOTDIR ]] || unset ZDOTDIR
[[ $HISTFILE == $__booterm_own/* ]] && HISTFILE=${ZDOTDIR:-$HOME}/${HISTFILE:t}
__booterm_nonce=$BOOTERM_NONCE
unset BOOTERM_ZDOTDIR BOOTERM_NONCE __booterm_own
__booterm_ran=
__booterm_end=$'%{\e]133;B;nonce='$__booterm_nonce$'\a%}'
__booterm_eol=$'%{\e]133;D;%?;nonce='$__booterm_nonce$'\a%}'
__booterm_own_eol=()
__booterm_mark() { builtin print -rn -- $'\e]133;'"$1;nonce=$__booterm_nonce"$'\a' }
__booterm_preexec() {
  emulate -L zsh
  local command=${1[1,4096]}
  command=${command//\\/\\\\}
  command=${command//;/\\x3b}
  command=${command//$'\n'/\\x0a}
  command=${command//[[:cntrl:]]/?}
  builtin print -rn -- $'\e]633;E;'"$command;$__booterm_nonce"$'\a'
  __booterm_mark C
  __booterm_ran=1
  PS1=${PS1%"$__booterm_end"}
  # What zsh prints to end an unfinished line comes before precmd, and is no output of the command.
  if [[ ${(t)PROMPT_EOL_MARK} != *export* ]]; then
    __booterm_own_eol=(${PROMPT_EOL_MARK+"$PROMPT_EOL_MARK"})
    PROMPT_EOL_MARK=$__booterm_eol${PROMPT_EOL_MARK-%B%S%#%s%b}
  fi
}
__booterm_precmd() {
  local code=$? told= percent=
  [[ -o promptsp && -o promptcr && ${PROMPT_EOL_MARK-} == "$__booterm_eol"* ]] && told=1
  [[ -o promptpercent ]] && percent=1
  emulate -L zsh
  if [[ ${PROMPT_EOL_MARK-} == "$__booterm_eol"* ]]; then
    unset PROMPT_EOL_MARK
    (( $#__booterm_own_eol )) && typeset -g PROMPT_EOL_MARK=$__booterm_own_eol[1]
  fi
  [[ -n $__booterm_ran && -z $told ]] && __booterm_mark "D;$code"
  __booterm_ran=
  __booterm_mark A
  if [[ -n $percent && ${(t)PS1} != *export* && $PS1 != *"$__booterm_end" ]]; then
    PS1+=$__booterm_end
  fi
}
[[ -r ${ZDOTDIR:-$HOME}/.zshrc ]] && . ${ZDOTDIR:-$HOME}/.zshrc
autoload -Uz add-zsh-hook
add-zsh-hook preexec __booterm_preexec
add-zsh-hook precmd __booterm_precmd
"""


def integrated(launch: Launch, folder: Path, nonce: str) -> Launch | None:
    """`launch`, a plain shell, so that it marks its commands; None where we know no way.

    Writes the scripts to `folder`. Blocking: to be called in a thread.
    """
    if len(launch.argv) != 1:
        return None
    shell = Path(launch.argv[0]).name
    environment = launch.environment | {NONCE: nonce}
    if shell == "bash":
        file = _kept(folder, "bash.sh", BASH)
        return replace(launch, argv=[*launch.argv, "--rcfile", str(file)], environment=environment)
    if shell == "zsh":
        own = _kept(folder, ".zshenv", ZSHENV).parent
        _kept(folder, ".zshrc", ZSHRC)
        if theirs := launch.environment.get("ZDOTDIR"):
            environment["BOOTERM_ZDOTDIR"] = theirs
        return replace(launch, environment=environment | {"ZDOTDIR": str(own)})
    return None


def _kept(folder: Path, name: str, script: str) -> Path:
    """The file that holds `script`. A folder a version: a shell may just be reading the old one."""
    version = hashlib.sha256((BASH + ZSHENV + ZSHRC).encode()).hexdigest()[:12]
    file = folder / version / name
    if not file.is_file():
        write_atomically(file, script)
    return file
