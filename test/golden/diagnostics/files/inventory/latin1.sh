#!/bin/sh
# München
