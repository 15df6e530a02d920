import { servePreparing } from "../src/prepare/thread.ts";

servePreparing();
