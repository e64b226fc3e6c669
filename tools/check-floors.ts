/**
 * Holds the source to its floors: who may import whom, what may come from the platform, how long
 * files may be and what they may not be called.
 *
 * @module
 */

import { builtinModules } from 'node:module'
import { posix } from 'node:path'
import {
  bannedNames,
  floorOfFolder,
  floorOfRootFile,
  maximumLines,
  maximumMedianLines,
  platformFloor,
  platformImports,
  portableFiles,
} from './floors.ts'
import { type SourceFile, sourceFiles, topFolder } from './source-tree.ts'

/**
 * Says what in a source tree breaks the floors.
 *
 * @param root the folder that holds the source
 * @returns one line per fault, empty when all is well
 */
export function floorProblems(root: string): readonly string[] {
  const files = sourceFiles(root)
  return [
    ...files.flatMap((file) => importProblems(file, files)),
    ...cycleProblems(files),
    ...mutualFolderProblems(files),
    ...files.flatMap(nameProblems),
    ...lengthProblems(files),
  ]
}

function importProblems(file: SourceFile, files: readonly SourceFile[]): readonly string[] {
  const floor = floorOf(file.path)
  if (floor === undefined) return [`${file.path}: give it a floor in tools/floors.ts`]
  const problems: string[] = []
  if (/^\/\/\/\s*<reference/m.test(file.text)) {
    problems.push(`${file.path}: a triple-slash reference hides an import`)
  }
  for (const { specifier, path, line } of file.imports) {
    const where = `${file.path}:${line}`
    if (path === undefined) {
      if (isPlatform(specifier) && !mayImportPlatform(file.path, floor, specifier)) {
        problems.push(`${where}: ${specifier} is not to be imported here`)
      } else if (specifier === 'coatcheck' || specifier.startsWith('coatcheck/')) {
        problems.push(`${where}: ${specifier} is this package; import the file itself`)
      }
    } else if (!files.some((other) => other.path === path)) {
      problems.push(`${where}: ${specifier} is no file of the source`)
    } else {
      const target = floorOf(path) ?? Number.POSITIVE_INFINITY
      const isNeighbour = target === floor && topFolder(path) === topFolder(file.path)
      if (target >= floor && !isNeighbour) {
        problems.push(`${where}: floor ${floor} imports ${path} of floor ${target}`)
      }
    }
  }
  return problems
}

function floorOf(path: string): number | undefined {
  const folder = topFolder(path)
  if (folder === '') return floorOfRootFile(path)
  return Object.hasOwn(floorOfFolder, folder) ? floorOfFolder[folder] : undefined
}

function isPlatform(specifier: string): boolean {
  const [name = specifier] = specifier.split('/')
  return /^(node|bun|cloudflare|deno):/.test(specifier) || builtinModules.includes(name)
}

function mayImportPlatform(path: string, floor: number, specifier: string): boolean {
  const isPortable = portableFiles.some((start) => path.startsWith(start))
  if (floor >= platformFloor && !isPortable && topFolder(path) !== '') return true
  return Object.entries(platformImports).some(
    ([start, allowed]) => path.startsWith(start) && allowed.includes(specifier),
  )
}

function cycleProblems(files: readonly SourceFile[]): readonly string[] {
  const importsOfPath = new Map(files.map((file) => [file.path, file.imports]))
  const done = new Set<string>()
  const problems: string[] = []
  const walk = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path)
    if (start >= 0) problems.push(`import cycle: ${[...trail.slice(start), path].join(' -> ')}`)
    if (start >= 0 || done.has(path)) return
    for (const { path: target } of importsOfPath.get(path) ?? []) {
      if (target !== undefined) walk(target, [...trail, path])
    }
    done.add(path)
  }
  for (const file of files) walk(file.path, [])
  return problems
}

function mutualFolderProblems(files: readonly SourceFile[]): readonly string[] {
  const edges = new Set(
    files.flatMap((file) =>
      file.imports.flatMap(({ path }) => {
        const [from, to] = [posix.dirname(file.path), posix.dirname(path ?? file.path)]
        // The files at the root stand on many floors, and a folder may hold what its parts share.
        const isWithin = `${to}/`.startsWith(`${from}/`) || `${from}/`.startsWith(`${to}/`)
        return isWithin || from === '.' || to === '.' ? [] : [`${from} ${to}`]
      }),
    ),
  )
  return [...edges].flatMap((edge) => {
    const [from = '', to = ''] = edge.split(' ')
    const isMutual = from < to && edges.has(`${to} ${from}`)
    return isMutual ? [`the folders ${from} and ${to} import each other`] : []
  })
}

function nameProblems(file: SourceFile): readonly string[] {
  const names = file.path.replace(/\.ts$/, '').split('/')
  return names.flatMap((name) => {
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) return [`${file.path}: ${name} is not kebab-case`]
    const banned = name.split('-').find((part) => bannedNames.includes(part))
    return banned === undefined ? [] : [`${file.path}: ${banned} says nothing of what is inside`]
  })
}

function lengthProblems(files: readonly SourceFile[]): readonly string[] {
  const lengths = files.map((file) => file.text.trimEnd().split('\n').length)
  const problems = files.flatMap((file, index) => {
    const lines = lengths[index] ?? 0
    return lines > maximumLines ? [`${file.path}: ${lines} lines, over ${maximumLines}`] : []
  })
  const median = lengths.toSorted((a, b) => a - b)[Math.floor(lengths.length / 2)] ?? 0
  if (median > maximumMedianLines) {
    problems.push(`the median file has ${median} lines, over ${maximumMedianLines}`)
  }
  return problems
}
