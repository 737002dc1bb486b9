"""Shell integration: bash and zsh mark where a prompt, a command and its output begin.

The person's own start files are read first and stay as they are. Invariant: each mark carries the
session's nonce, which only the shell knows, so what a command prints cannot pass for one.
"""

import hashlib
from dataclasses import replace
from pathlib import Path

from boocode_app.core.files import write_atomically
from boocode_app.services.terminals.launch import Launch

NONCE = "BOOTERM_NONCE"

BASH = r"""
[ -r ~/.bashrc ] && . ~/.bashrc
__booterm_nonce=$BOOTERM_NONCE
unset BOOTERM_NONCE
__booterm_ran=
__booterm_mark() { builtin printf '\e]133;%s;nonce=%s\a' "$1" "$__booterm_nonce"; }
__booterm_begin() {
  local LC_ALL=C command i char escaped=
  command=$(HISTTIMEFORMAT= builtin history 1)
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
  __booterm_mark A
  return $status
}
__booterm_end_prompt() {
  local status=$?
  [[ $PS1 == *__booterm_mark* ]] || PS1+='\[$(__booterm_mark B)\]'
  return $status
}
if [[ ${BASH_VERSINFO[0]} -gt 4 || ${BASH_VERSINFO[0]} -eq 4 && ${BASH_VERSINFO[1]} -ge 4 ]]; then
  PS0='${__booterm_nonce:$((__booterm_ran=1,0)):0}$(__booterm_begin)'"$PS0"
  if [[ $(declare -p PROMPT_COMMAND 2>/dev/null) == 'declare -a'* ]]; then
    PROMPT_COMMAND=(__booterm_prompt "${PROMPT_COMMAND[@]}" __booterm_end_prompt)
  else
    PROMPT_COMMAND="__booterm_prompt${PROMPT_COMMAND:+; $PROMPT_COMMAND}; __booterm_end_prompt"
  fi
fi
"""

ZSHENV = r"""
__booterm_own=$ZDOTDIR
ZDOTDIR=${BOOTERM_ZDOTDIR:-$HOME}
[[ -r $ZDOTDIR/.zshenv ]] && . $ZDOTDIR/.zshenv
BOOTERM_ZDOTDIR=$ZDOTDIR
ZDOTDIR=$__booterm_own
"""

ZSHRC = r"""
ZDOTDIR=$BOOTERM_ZDOTDIR
[[ $ZDOTDIR == $HOME ]] && unset ZDOTDIR
unset BOOTERM_ZDOTDIR __booterm_own
[[ -r ${ZDOTDIR:-$HOME}/.zshrc ]] && . ${ZDOTDIR:-$HOME}/.zshrc
__booterm_nonce=$BOOTERM_NONCE
unset BOOTERM_NONCE
__booterm_ran=
__booterm_mark() { builtin printf '\e]133;%s;nonce=%s\a' "$1" "$__booterm_nonce" }
__booterm_preexec() {
  local command=${1[1,4096]}
  command=${command//\\/\\\\}
  command=${command//;/\\x3b}
  command=${command//$'\n'/\\x0a}
  command=${command//[[:cntrl:]]/?}
  __booterm_ran=1
  builtin print -rn -- $'\e]633;E;'"$command;$__booterm_nonce"$'\a'
  __booterm_mark C
}
__booterm_precmd() {
  local code=$?
  [[ -n $__booterm_ran ]] && __booterm_mark "D;$code"
  __booterm_ran=
  __booterm_mark A
  [[ $PS1 == *__booterm_nonce* ]] || PS1+=$'%{\e]133;B;nonce='"${__booterm_nonce}"$'\a%}'
}
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
