FROM scratch
COPY bundleserver /bundleserver
USER 65532:65532
EXPOSE 8080
ENTRYPOINT ["/bundleserver", "-addr=0.0.0.0:8080", "-dir=/bundles"]
