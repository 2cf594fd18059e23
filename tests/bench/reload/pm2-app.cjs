// What a Node app usually does when PM2 asks it to leave: nothing of its own.
require('node:http')
  .createServer((request, response) => {
    request.resume();
    request.on('end', () => response.end('ok'));
  })
  .listen(Number(process.env.PORT), '127.0.0.1');
