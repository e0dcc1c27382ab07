/**
 * `octets completion SHELL`: how does a shell complete our command line?
 *
 * A script for each shell, made from the option table, that needs nothing of us at run time. Flags,
 * their choices and the commands are completed; what is to be served, and every value that is free, as
 * the names of files.
 */

import { FLAGS, type Flag } from './flag-spelling.ts'
import { COMMANDS } from './options.ts'

const SHELLS = { bash: renderBash, zsh: renderZsh, fish: renderFish } as const

export type Completion =
  /** The script, for stdout. */
  | { readonly kind: 'print'; readonly text: string }
  /** One sentence for stderr. */
  | { readonly kind: 'bad'; readonly sentence: string }

/** @param words what stands behind `octets completion` */
export function completionFor(words: readonly string[]): Completion {
  const [shell = '', ...more] = words
  const names = Object.keys(SHELLS)
  if (more.length > 0 || !isShell(shell))
    return { kind: 'bad', sentence: `completion wants the name of a shell: ${names.join(', ')}` }
  return { kind: 'print', text: SHELLS[shell]() }
}

function isShell(name: string): name is keyof typeof SHELLS {
  return Object.hasOwn(SHELLS, name)
}

function spellings({ short, long }: Flag): readonly string[] {
  return short === undefined ? [long] : [short, long]
}

function renderBash(): string {
  const choices = FLAGS.flatMap((flag) => {
    const { choices } = flag.row
    return choices === undefined
      ? []
      : [`    ${spellings(flag).join('|')}) words='${choices.join(' ')}' ;;`]
  })
  return `# bash completion for octets. In ~/.bashrc: source <(octets completion bash)
_octets() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} words=
  case $before in
${choices.join('\n')}
    *)
      if [[ $word == -* ]]; then words='${FLAGS.flatMap(spellings).join(' ')}'
      elif ((COMP_CWORD == 1)); then words='${COMMANDS.map(({ name }) => name).join(' ')}'
      fi ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
# What has no words of its own is completed as bash completes it: as files.
complete -o bashdefault -o default -F _octets octets
`
}

function renderZsh(): string {
  const flags = FLAGS.map((flag) => {
    const { value, says, row } = flag
    const mustHaveValue = value?.startsWith('<') === true
    const short = mustHaveValue && flag.short !== undefined ? `${flag.short}+` : flag.short
    const long = mustHaveValue ? `${flag.long}=` : flag.long
    const isRepeatable = says.includes('repeatable')
    const excludes = isRepeatable ? '*' : `(${spellings(flag).join(' ')})`
    const free = row.choices === undefined ? '_files' : `(${row.choices.join(' ')})`
    const name = value?.replace(/[^\w=]/g, '').replace('=', ' ')
    // Two colons: the value may be left out.
    const argument = value === undefined ? '' : `${mustHaveValue ? ':' : '::'}${name}:${free}`
    const spelled = short === undefined ? long : `'{${short},${long}}'`
    const text = says.replace(/[[\]:\\]/g, '\\$&').replaceAll("'", "'\\''")
    return `    '${excludes}${spelled}[${text}]${argument}'`
  })
  const commands = COMMANDS.map(({ name }) => name).join(' ')
  return `#compdef octets
# zsh completion for octets. Into a folder of $fpath: octets completion zsh > _octets
_octets() {
  _arguments -s \\
${flags.map((line) => `${line} \\`).join('\n')}
    '1::folder or file:{ compadd ${commands}; _files }' \\
    '*::file:_files'
}
if [[ $funcstack[1] == _octets ]]; then _octets "$@"; else compdef _octets octets; fi
`
}

function renderFish(): string {
  const flags = FLAGS.map(({ short, long, value, says, row }) => {
    const spelled = `${short === undefined ? '' : ` -s ${short.slice(1)}`} -l ${long.slice(2)}`
    const free = row.choices === undefined ? ' -r -F' : ` -x -a '${row.choices.join(' ')}'`
    // A value that may be left out must not be waited for.
    const argument = value === undefined || value.startsWith('[') ? '' : free
    const text = says.replace(/[\\']/g, '\\$&')
    return `complete -c octets${spelled}${argument} -d '${text}'`
  })
  const commands = COMMANDS.map(
    ({ name, says }) => `complete -c octets -n __fish_is_first_token -a ${name} -d '${says}'`,
  )
  return `# fish completion for octets: octets completion fish > ~/.config/fish/completions/octets.fish
${[...flags, ...commands].join('\n')}
`
}
