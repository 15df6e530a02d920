-- Writes the lease of a relay that has just started, whatever stood there: after a kill the old lease
-- may live on for seconds, and a restart must not wait for it.
-- KEYS  1 lease of the relay, 2 set of relay ids, 3 birth of the store
-- ARGV  1 lease as JSON, 2 life in ms, 3 relay id
redis.call("SET", KEYS[1], ARGV[1], "PX", ARGV[2])
redis.call("SADD", KEYS[2], ARGV[3])
local now = redis.call("TIME")
redis.call("SET", KEYS[3], now[1] * 1000 + math.floor(now[2] / 1000), "NX")
return 1
