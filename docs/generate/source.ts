/**
 * What the source says of itself: its interfaces, unions and the errors it throws, as TypeScript
 * reads them.
 *
 * @module
 */

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

/** One property of an interface. */
export interface Property {
  /** Its name. */
  readonly name: string
  /** Its type as written, without `undefined`. */
  readonly type: string
  /** What its doc comment says, in one line. */
  readonly text: string
}

/** A place that throws. */
export interface Thrown {
  /** The code of the error. */
  readonly code: string
  /** The message, with `…` for what is filled in. */
  readonly message: string
  /** The file, below `src`. */
  readonly file: string
}

/** Reads a file. */
export function parsed(path: string): ts.SourceFile {
  return ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2022, true)
}

/**
 * Gives the properties of an interface.
 *
 * @throws {Error} when the file has no such interface
 */
export function propertiesOf(path: string, name: string): readonly Property[] {
  const found = parsed(path).statements.find(
    (statement): statement is ts.InterfaceDeclaration =>
      ts.isInterfaceDeclaration(statement) && statement.name.text === name,
  )
  if (found === undefined) throw new Error(`${path} has no interface ${name}`)
  return found.members.filter(ts.isPropertySignature).map((member) => ({
    name: member.name.getText(),
    type: (member.type?.getText() ?? '').replace(/ \| undefined$/, ''),
    text: docOf(member),
  }))
}

/**
 * Gives the texts of a union of texts.
 *
 * @throws {Error} when the file has no such type
 */
export function textsOf(path: string, name: string): readonly string[] {
  const found = parsed(path).statements.find(
    (statement): statement is ts.TypeAliasDeclaration =>
      ts.isTypeAliasDeclaration(statement) && statement.name.text === name,
  )
  if (found === undefined) throw new Error(`${path} has no type ${name}`)
  const members = ts.isUnionTypeNode(found.type) ? found.type.types : [found.type]
  return members.map((member) => member.getText().replace(/^'|'$/g, ''))
}

/** Gives every place that makes a `CoatcheckError` of a code that is written out. */
export function thrownIn(folder: string): readonly Thrown[] {
  return sourcesIn(folder).flatMap((file) => {
    const thrown: Thrown[] = []
    const visit = (node: ts.Node): void => {
      const [code, message] = isCoatcheckError(node) ? (node.arguments ?? []) : []
      if (code !== undefined && message !== undefined && ts.isStringLiteral(code)) {
        thrown.push({ code: code.text, message: messageOf(message), file })
      }
      ts.forEachChild(node, visit)
    }
    visit(parsed(join(folder, file)))
    return thrown
  })
}

function sourcesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .sort()
}

function isCoatcheckError(node: ts.Node): node is ts.NewExpression {
  return ts.isNewExpression(node) && node.expression.getText() === 'CoatcheckError'
}

// 'a' + 'b', `a ${b}`, and what is neither stands for something that is filled in.
function messageOf(node: ts.Expression): string {
  if (ts.isStringLiteralLike(node)) return node.text
  if (ts.isTemplateExpression(node)) {
    return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('')
  }
  if (ts.isBinaryExpression(node)) return messageOf(node.left) + messageOf(node.right)
  if (ts.isParenthesizedExpression(node)) return messageOf(node.expression)
  return '…'
}

function docOf(node: ts.Node): string {
  const [comment] = ts.getJSDocCommentsAndTags(node)
  const text = ts.getTextOfJSDocComment(comment?.comment) ?? ''
  return text.replace(/\n\n/g, ' ').replace(/\n/g, ' ')
}
