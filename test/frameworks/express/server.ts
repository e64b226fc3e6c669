/**
 * The adapter contract's app on Express 5.
 *
 * @module
 */

import { createServer } from 'node:http'
import { adapterApp } from 'coatcheck/testing'
import express from 'express'
import { announce } from '../announce.ts'
import { expressApp } from '../express-app.ts'

announce(createServer(expressApp(express, adapterApp())))
