/**
 * A session's data as a tree, with the type of every value. However large, deep or odd the data is,
 * the tree stays small.
 *
 * @module
 */

import { type Html, html } from './html.ts'
import { countText, plainText } from './plain-text.ts'

const maxNodes = 400
const maxDepth = 10
const maxMembers = 60
const maxText = 240
const maxKey = 80
const maxBytesShown = 16
const openDepth = 2
const openMembers = 12

// A page that is shown to a colleague must not show what opens something elsewhere.
const secretName =
  /pass(?:word|wd|phrase|code)|secret|token|credential|api[-_ ]?key|private[-_ ]?key|authori[sz]ation/i

interface Budget {
  left: number
}

interface Node {
  readonly key: Html
  readonly value: unknown
  /** Where it is, to find it again when the tree is drawn anew. */
  readonly path: string
  readonly isSecret: boolean
}

/** Draws the data of a session. */
export function dataTree(data: object): Html {
  return list(membersOf(data, '', false), [data], { left: maxNodes })
}

function list(nodes: readonly Node[], ancestors: readonly object[], budget: Budget): Html {
  const shown: Html[] = []
  for (const node of nodes.slice(0, maxMembers)) {
    if (budget.left <= 0) break
    budget.left -= 1
    shown.push(html`<li>${branch(node, ancestors, budget)}</li>`)
  }
  const rest = nodes.length - shown.length
  const more = rest > 0 && html`<li class="more">and ${countText(rest)} more, not shown</li>`
  return html`<ul class="tree" role="list">${shown}${more}</ul>`
}

function branch(node: Node, ancestors: readonly object[], budget: Budget): Html {
  const { key, value, path, isSecret } = node
  const { kind, text } = described(value, isSecret)
  const members = membersOf(value, path, isSecret)
  const line = html`${key} <span class="type">${kind}</span>`
  if (typeof value !== 'object' || value === null || members.length === 0) {
    return html`${line} ${text}`
  }
  if (ancestors.includes(value)) return html`${line} <em>what it is in, again</em>`
  if (ancestors.length >= maxDepth) return html`${line} <em>deeper than is shown</em>`
  const isOpen = ancestors.length <= openDepth && members.length <= openMembers
  return html`<details data-key="${path}"${isOpen && html` open`}><summary>${line}</summary>${list(
    members,
    [...ancestors, value],
    budget,
  )}</details>`
}

function membersOf(value: unknown, path: string, isSecret: boolean): readonly Node[] {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return []
  if (value instanceof Date) return []
  const node = (name: string, key: Html, member: unknown): Node => ({
    key,
    value: member,
    path: plainText(`${path}/${name}`, maxText),
    isSecret: isSecret || secretName.test(name),
  })
  if (value instanceof Map) {
    return [...value].map(([key, member], index) =>
      node(typeof key === 'string' ? key : String(index), mapKey(key), member),
    )
  }
  if (value instanceof Set) {
    return [...value].map((member, index) => node(String(index), html`<i>•</i>`, member))
  }
  // Described and not read, so that nothing of the app's runs because somebody looks.
  return Object.entries(Object.getOwnPropertyDescriptors(value)).flatMap(([name, descriptor]) =>
    descriptor.enumerable ? [node(name, keyText(name), descriptor.value)] : [],
  )
}

function keyText(name: string): Html {
  return html`<b class="key"><bdi>${plainText(name, maxKey)}</bdi></b>`
}

function mapKey(key: unknown): Html {
  if (typeof key === 'string') return keyText(key)
  const { kind, text } = described(key, false)
  return html`<b class="key">${text ?? kind}</b>`
}

interface Described {
  readonly kind: string
  readonly text: Html | undefined
}

function described(value: unknown, isSecret: boolean): Described {
  switch (typeof value) {
    case 'string': {
      const kind = `string, ${counted(value.length, 'character')}`
      if (isSecret) return { kind, text: hidden }
      return { kind, text: html`<bdi class="value">“${plainText(value, maxText)}”</bdi>` }
    }
    case 'number':
      return leaf('number', Object.is(value, -0) ? '-0' : String(value), isSecret)
    case 'bigint':
      return leaf('bigint', plainText(`${value}n`, maxText), isSecret)
    case 'boolean':
      return leaf('boolean', String(value), false)
    case 'object':
      return value === null ? leaf('null', 'null', false) : describedObject(value, isSecret)
    default:
      return leaf(typeof value, typeof value, false)
  }
}

function describedObject(value: object, isSecret: boolean): Described {
  if (value instanceof Date) {
    const isMoment = !Number.isNaN(value.getTime())
    return leaf('Date', isMoment ? value.toISOString() : 'no date', false)
  }
  if (value instanceof Uint8Array) {
    const start = [...value.subarray(0, maxBytesShown)].map((byte) => hex(byte)).join(' ')
    const kind = `Uint8Array, ${counted(value.length, 'byte')}`
    return leaf(kind, value.length > maxBytesShown ? `${start} …` : start, isSecret)
  }
  if (value instanceof Map) return group('Map', counted(value.size, 'entry', 'entries'))
  if (value instanceof Set) return group('Set', counted(value.size, 'value'))
  if (Array.isArray(value)) return group('array', counted(value.length, 'element'))
  return group('object', counted(Object.keys(value).length, 'key'))
}

function leaf(kind: string, text: string, isSecret: boolean): Described {
  return { kind, text: isSecret ? hidden : html`<span class="value">${text}</span>` }
}

function group(kind: string, size: string): Described {
  return { kind: `${kind}, ${size}`, text: undefined }
}

const hidden = html`<em>hidden, for what its key is called</em>`

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0')
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`
}
