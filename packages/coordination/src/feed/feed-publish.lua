-- Appends one batch of announcements and links it to its predecessor.
--
-- KEYS[1]  the stream
-- KEYS[2]  the id of its newest entry
-- ARGV[1]  the batch: a JSON array of [topic, key]
-- ARGV[2]  about how many entries the stream keeps
--
-- Returns the new entry's id. Every entry names the one before it ("genesis" when none is known), so a
-- reader that holds any other id knows that it missed something: a trimmed, flushed or replaced stream
-- cannot look like the one it was reading. A counter could: after a flush it would reach old numbers again.
local prev = redis.call("GET", KEYS[2]) or "genesis"
local id = redis.call("XADD", KEYS[1], "MAXLEN", "~", ARGV[2], "*", "prev", prev, "items", ARGV[1])
redis.call("SET", KEYS[2], id)
return id
