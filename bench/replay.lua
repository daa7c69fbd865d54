-- Replays requests that were signed beforehand, in turn.
-- Usage: wrk -t1 ... -s replay.lua URL -- REQUESTS_FILE; prints one line of JSON at the end.

function init(args)
    local file = assert(io.open(args[1], "rb"))
    local length = tonumber(file:read("*l"))
    body = length > 0 and file:read(length) or ""
    requests = {}
    for head in file:read("*a"):gmatch("[^\30]+") do
        requests[#requests + 1] = head
    end
    file:close()
    position = 0
end

function request()
    position = position + 1
    if position > #requests then
        position = 1
    end
    return requests[position] .. body
end

function done(summary, latency, _)
    local errors = summary.errors
    io.write(string.format(
        'RESULT {"requests":%d,"micros":%d,"failed":%d,"broken":%d,"p50":%d,"p99":%d,"max":%d}\n',
        summary.requests, summary.duration,
        errors.status, errors.connect + errors.read + errors.write + errors.timeout,
        latency:percentile(50), latency:percentile(99), latency.max))
end
