// filled by the work to come
