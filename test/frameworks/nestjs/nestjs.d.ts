/**
 * What is used of NestJS, whose own types are only there once it is installed.
 *
 * @module
 */

declare module 'reflect-metadata' {}

declare module '@nestjs/common' {
  type PropertyDecorator = (target: object, key: string, descriptor: PropertyDescriptor) => void
  type ParameterDecorator = (target: object, key: string, index: number) => void

  export function All(path: string): PropertyDecorator
  export function Catch(): (target: object) => void
  export function Controller(): (target: object) => void
  export function Module(parts: {
    readonly controllers: readonly object[]
  }): (target: object) => void
  export function Req(): ParameterDecorator
  export function Res(options: { readonly passthrough: boolean }): ParameterDecorator

  export class HttpException extends Error {
    getStatus(): number
  }

  export class NotFoundException extends HttpException {}

  export class StreamableFile {
    constructor(stream: import('node:stream').Readable)
    setErrorLogger(logger: (error: Error) => void): this
  }

  export interface ArgumentsHost {
    switchToHttp(): { getResponse(): unknown }
  }

  export interface NestApplication {
    useGlobalFilters(...filters: readonly object[]): this
    listen(port: number, hostname: string): Promise<unknown>
    getUrl(): Promise<string>
  }
}

declare module '@nestjs/core' {
  export const NestFactory: {
    create<App extends NestApplication>(module: object, ...rest: readonly unknown[]): Promise<App>
  }
}

declare module '@nestjs/platform-express' {
  import type { NestApplication } from '@nestjs/common'

  export interface NestExpressApplication extends NestApplication {
    use(...middleware: readonly unknown[]): this
  }
}

declare module '@nestjs/platform-fastify' {
  import type { NestApplication } from '@nestjs/common'
  import type { FastifyInstance, FastifyPluginAsync } from 'fastify'

  export class FastifyAdapter {
    getInstance(): FastifyInstance
  }

  export interface NestFastifyApplication extends NestApplication {
    register(plugin: FastifyPluginAsync): Promise<unknown>
  }
}
