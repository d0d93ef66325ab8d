/* IMPORTANT
 * This snapshot file is auto-generated, but designed for humans.
 * It should be checked into source control and tracked carefully.
 * Re-generate by setting TAP_SNAPSHOT=1 and running tests.
 * Make sure to inspect the output below.  Do not ignore changes!
 */
'use strict'
exports[`test/cli/demo.test.ts > TAP > the test card is sent as README asks of every encoder > must match snapshot 1`] = `
-hide_banner -loglevel error -nostdin -re -f lavfi -i testsrc2=size=960x540:rate=25 -re -f lavfi -i sine=frequency=440:beep_factor=2:sample_rate=48000 -map 0:v -map 1:a -c:v libx264 -preset veryfast -tune zerolatency -pix_fmt yuv420p -b:v 1200k -maxrate 1200k -bufsize 1200k -g 25 -sc_threshold 0 -c:a aac -b:a 128k -ac 2 -f flv rtmp://box/live/key
`
