#!/bin/bash
mkdir -p /var/log/logstash
chown 1000 /var/log/logstash
docker network create logging
docker run -d --restart=always --name logstash --network logging \
  -v /var/log/logstash:/var/log/logstash \
  -e LOG_PROFILE=all -e FLATTEN=true \
  -p 5000:5000 -p 9600:9600 \
  docker.elastic.co/logstash/logstash:8.16.2 \
  logstash -f /pipeline --path.logs /var/log/logstash
docker run -d --name sidecar --network logging \
  -e LOGSTASH_API_URL=http://logstash:9600 \
  -v /var/log/logstash:/var/log/logstash:ro \
  -m 512m --cpus 0.5 \
  -p 3000:3000 aviatrix-sidecar:1.0
