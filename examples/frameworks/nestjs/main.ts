import 'reflect-metadata'
import {
  BadRequestException,
  Body,
  Controller,
  Get,
  Module,
  Post,
  Redirect,
  Session,
} from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import type { NestExpressApplication } from '@nestjs/platform-express'
import { createSessions, optionsFromEnv, type Session as Visitor } from 'coatcheck'
import { expressSession } from 'coatcheck/adapters/express'

declare module 'coatcheck' {
  interface SessionData {
    visits: number
  }
}

@Controller()
class VisitsController {
  @Get()
  visits(@Session() session: Visitor): string {
    session.set('visits', session.get('visits', 0) + 1)
    const greeting = session.subject === null ? '' : `Hello, ${session.subject}! `
    return `${greeting}You have visited ${session.get('visits')} times`
  }

  @Post('login')
  @Redirect('/', 303)
  login(@Session() session: Visitor, @Body() body: { name?: string } | undefined): void {
    const name = String(body?.name ?? '')
    if (name === '') throw new BadRequestException('Who are you?')
    session.login(name) // after checking a password
  }

  @Post('logout')
  @Redirect('/', 303)
  logout(@Session() session: Visitor): Promise<void> {
    return session.logout()
  }
}

@Module({ controllers: [VisitsController] })
class AppModule {}

const app = await NestFactory.create<NestExpressApplication>(AppModule, { logger: false })
app.use(expressSession(createSessions(optionsFromEnv()))) // on Fastify: app.register(fastifySession(…))

const port = Number(process.env['PORT'] ?? 3000)
await app.listen(port, '127.0.0.1')
console.info(`http://127.0.0.1:${port}`)
