# One image; docker-compose.yml runs it as web, as worker and as beat.
FROM python:3.12-slim-bookworm

RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --create-home portal \
    && install -d -o portal -g portal /data

WORKDIR /portal
COPY requirements-production.lock .
RUN pip install --no-cache-dir --require-hashes -r requirements-production.lock
COPY . .

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PORTAL_ENV=production DATA_DIR=/data
USER portal
VOLUME /data
EXPOSE 8000
